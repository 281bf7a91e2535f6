package org.gru4j.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.gru4j.backend.Backends;
import org.gru4j.backend.RecurrentDims;
import org.gru4j.backend.Threads;
import org.gru4j.recurrent.RecurrentCell;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("native")
class TuningTest {
    private static final RecurrentDims DIMS = new RecurrentDims(RecurrentCell.GRU_AFTER, 3, 2, 4, 5, false, true);
    private static final RecurrentDims OTHER = new RecurrentDims(RecurrentCell.GRU_BEFORE, 3, 2, 4, 5, true, false);

    private final OneDnnBackend backend = (OneDnnBackend) Backends.named("onednn", 1);

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("cache").resolve("strategies.properties");
    }

    @Test
    void whatWasMeasuredIsKept() throws IOException {
        Strategy measured = new Tuning(file()).fastest(backend, DIMS);
        Properties known = read();
        assertEquals(Set.of(key(DIMS)), known.stringPropertyNames());
        assertEquals(measured.lowerCaseName(), known.getProperty(key(DIMS)));
        try (Stream<Path> files = Files.list(file().getParent())) {
            assertEquals(1, files.count(), "temporary files are left");
        }
    }

    @Test
    void aLimitOnThreadsIsMeasuredByItself() throws IOException {
        OneDnnBackend two = (OneDnnBackend) Backends.named("onednn", 2);
        Threads.Limit limit = Threads.limitTo(1);
        try {
            new Tuning(file()).fastest(two, DIMS);
        } finally {
            limit.close();
        }
        assertEquals(Set.of(key(DIMS)), read().stringPropertyNames());
        new Tuning(file()).fastest(two, DIMS);
        assertEquals(2, read().size());
    }

    @Test
    void whatIsKnownIsNotMeasuredAgain() throws IOException {
        FileTime longAgo = FileTime.fromMillis(0);
        for (Strategy strategy : new Strategy[] {Strategy.PRIMITIVE, Strategy.PANEL}) {
            write(strategy.lowerCaseName());
            Files.setLastModifiedTime(file(), longAgo);
            assertEquals(strategy, new Tuning(file()).fastest(backend, DIMS));
            assertEquals(longAgo, Files.getLastModifiedTime(file()));
        }
    }

    @Test
    void otherShapesAreAdded() throws IOException {
        write("primitive");
        new Tuning(file()).fastest(backend, OTHER);
        assertEquals(Set.of(key(DIMS), key(OTHER)), read().stringPropertyNames());
        assertEquals("primitive", read().getProperty(key(DIMS)));
    }

    @Test
    void aValueThatIsNoStrategyIsNamed() throws IOException {
        write("fastest");
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> new Tuning(file()).fastest(backend, DIMS));
        assertEquals(
                file() + ": expected primitive or panel for '" + key(DIMS) + "' but got 'fastest'", e.getMessage());
    }

    @Test
    void aFileThatIsNoneOfPropertiesIsNamed() throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "a=\\u12");
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> new Tuning(file()).fastest(backend, DIMS));
        assertTrue(e.getMessage().startsWith(file() + " is not a properties file: "), e.getMessage());
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws IOException {
        Files.createDirectories(file()); // no permission would keep root from reading
        assertUnusable("can't be read");
    }

    @Test
    void aFileThatCannotBeWrittenIsNamed() throws IOException {
        Files.createFile(directory.resolve("cache"));
        assertUnusable("can't be written");
    }

    private void assertUnusable(String why) {
        UncheckedIOException e =
                assertThrows(UncheckedIOException.class, () -> new Tuning(file()).fastest(backend, DIMS));
        assertTrue(e.getMessage().startsWith(file() + " " + why + ": "), e.getMessage());
    }

    private String key(RecurrentDims dims) {
        return dims + " threads=1 oneDNN " + NativeLibrary.oneDnnVersion() + " " + NativeLibrary.oneDnnIsa();
    }

    private Properties read() throws IOException {
        Properties known = new Properties();
        try (Reader in = Files.newBufferedReader(file())) {
            known.load(in);
        }
        return known;
    }

    /** A file that says this of {@link #DIMS}. */
    private void write(String value) throws IOException {
        Properties known = new Properties();
        known.setProperty(key(DIMS), value);
        Files.createDirectories(file().getParent());
        try (Writer out = Files.newBufferedWriter(file())) {
            known.store(out, null);
        }
    }
}
