package org.gru4j.lifetime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every public type that is published says whether threads may share it. */
class ThreadSafetyTest {
    private static final List<String> MODULES = List.of("core", "interop", "onednn");
    private static final Pattern PUBLIC_TYPE = Pattern.compile("(?m)^public (?:(?:final|abstract|sealed|non-sealed) )*"
            + "(?:class|interface|record|enum|@interface) (\\w+)");
    private static final Pattern LINE = Pattern.compile("[Tt]hread-safe|Immutable");

    private static boolean saysIt(String source) {
        Matcher type = PUBLIC_TYPE.matcher(source);
        if (!type.find()) {
            return true;
        }
        String head = source.substring(0, type.start());
        String javadoc = head.substring(Math.max(0, head.lastIndexOf("/**")));
        return LINE.matcher(javadoc.replaceAll("\\s*\n \\*\\s*", " ")).find();
    }

    private static List<Path> sources() throws IOException {
        Stream<Path> all = Stream.empty();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
                all = Stream.concat(
                        all,
                        files
                                .filter(file -> file.toString().endsWith(".java")
                                        && !file.getFileName().toString().endsWith("-info.java"))
                                .toList()
                                .stream());
            }
        }
        return all.toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyPublicTypeSaysWhetherThreadsMayShareIt() throws IOException {
        List<Path> sources = sources();
        assertTrue(sources.size() > 150, sources.size() + " sources");
        assertEquals(
                List.of(),
                sources.stream().filter(file -> !saysIt(read(file))).toList(),
                "their Javadoc must say 'Thread-safe.', 'Not thread-safe: …' or 'Immutable.'");
    }

    @Test
    void aTypeThatDoesNotSayItIsFound() {
        assertEquals(
                false, saysIt("/** Thread-safe. */\nclass Other {}\n/** A thing. */\npublic final class Thing {}\n"));
        assertEquals(true, saysIt("/**\n * A thing. Not\n * thread-safe.\n */\npublic final class Thing {}\n"));
    }
}
