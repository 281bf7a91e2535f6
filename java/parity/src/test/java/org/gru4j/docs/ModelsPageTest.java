package org.gru4j.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The Java blocks of docs/models.md compile, run, and print what the page shows. */
class ModelsPageTest {
    /** As the page lists them. */
    private static final List<String> IMPORTS = Stream.concat(
                    Stream.of("java.nio.file.*", "java.util.*"),
                    Stream.of(
                                    "backend",
                                    "check",
                                    "checkpoint",
                                    "data",
                                    "decode",
                                    "layer",
                                    "loss",
                                    "model",
                                    "optim",
                                    "tensor",
                                    "train")
                            .map(name -> "org.gru4j." + name + ".*"))
            .toList();

    @TempDir
    private static Path classes;

    private static JavaBlocks blocks;

    @BeforeAll
    static void compile() throws IOException {
        blocks = JavaBlocks.compile(Path.of("../../docs/models.md"), IMPORTS, classes);
    }

    @AfterAll
    static void close() throws IOException {
        blocks.close();
    }

    @TestFactory
    Stream<DynamicTest> everyBlockRuns() {
        return blocks.statements().stream()
                .map(block -> DynamicTest.dynamicTest(blocks.page() + ":" + block.line(), () -> {
                    String printed = blocks.run(block);
                    assertEquals(block.output() == null ? "" : block.output(), printed);
                }));
    }

    @Test
    void thereAreBlocks() {
        assertTrue(blocks.statements().size() > 5);
    }
}
