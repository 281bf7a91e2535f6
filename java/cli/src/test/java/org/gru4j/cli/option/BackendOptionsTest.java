package org.gru4j.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.gru4j.cli.Outcome;
import org.gru4j.cli.text.TinyText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackendOptionsTest {
    @TempDir
    private Path temp;

    @Test
    void saysWhyThePreferredBackendDoesNotCompute() throws IOException {
        Outcome outcome = Outcome.of(
                        "train",
                        "text",
                        "--out",
                        temp.resolve("run"),
                        "--corpus",
                        TinyText.corpus(temp),
                        "--epochs",
                        1,
                        "--hidden",
                        4,
                        "--embedding",
                        2,
                        "--batch",
                        2,
                        "--sequence-length",
                        8,
                        "--threads",
                        1)
                .done();
        assertTrue(outcome.err().startsWith("warning: backend broken can't run here: libbroken.so"), outcome.err());
    }

    @Test
    void saysSoWherePureJavaComputes() {
        List<String> warnings =
                BackendOptions.warnings("reference", List.of("onednn"), name -> Optional.of("no library"));
        assertEquals(
                List.of("backend onednn can't run here: no library", "computing in pure Java, which is slow"),
                warnings);
    }

    @Test
    void saysNothingWhereThePreferredBackendComputes() {
        assertEquals(List.of(), BackendOptions.warnings("onednn", List.of(), name -> Optional.of("not asked")));
    }
}
