package org.gru4j.file;

import static org.gru4j.testing.Messages.assertMentions;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("result.csv");
    }

    private static void write(Path file, String text) {
        AtomicFile.writeStream(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private List<String> filesThere() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void theFileAndItsDirectoriesAreWritten() throws IOException {
        Path deep = directory.resolve("a/b/c.txt");
        write(deep, "text");
        assertEquals("text", Files.readString(deep));
        write(deep, "other");
        assertEquals("other", Files.readString(deep));
        assertEquals(List.of("a"), filesThere());
    }

    @Test
    void whateverGoesWrongLeavesTheFileFromBefore() throws IOException {
        write(file, "before");
        for (Throwable failure : List.of(
                new IllegalStateException("mine"),
                new StackOverflowError(),
                new OutOfMemoryError(),
                new AssertionError())) {
            assertThrows(
                    failure.getClass(),
                    () -> AtomicFile.writeStream(file, out -> {
                        out.write(new byte[1 << 20]);
                        AtomicFileTest.<RuntimeException>raise(failure);
                    }));
        }
        assertMentions(
                WriteFailedException.class,
                () -> AtomicFile.writeStream(file, out -> {
                    throw new IOException("No space left on device");
                }),
                file + ": could not be written: No space left on device; the previous file is kept");
        assertEquals("before", Files.readString(file));
        assertEquals(List.of("result.csv"), filesThere());
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void raise(Throwable failure) throws E {
        throw (E) failure;
    }

    @Test
    void theRootOfAFileSystemIsNoFile() {
        Path root = directory.getRoot();
        assertMentions(
                WriteFailedException.class,
                () -> write(root, "text"),
                root + ": could not be written: is the root of a file system");
    }

    @Test
    void anInterruptedThreadLeavesTheFileFromBefore() throws IOException {
        write(file, "before");
        Thread.currentThread().interrupt();
        assertMentions(
                WriteFailedException.class,
                () -> write(file, "after"),
                file + ": could not be written: the thread that wrote it was interrupted; the previous file is kept");
        assertTrue(Thread.interrupted());
        assertEquals("before", Files.readString(file));
        assertEquals(List.of("result.csv"), filesThere());
    }

    @Test
    void aDirectoryThatIsGoneIsSaid() throws IOException {
        Path gone = directory.resolve("gone");
        assertMentions(
                WriteFailedException.class,
                () -> AtomicFile.writeStream(gone.resolve("file"), out -> {
                    try (Stream<Path> parts = Files.list(gone)) {
                        for (Path part : parts.toList()) {
                            Files.delete(part);
                        }
                    }
                    Files.delete(gone);
                }),
                gone.resolve("file") + ": could not be written: its directory is gone");
    }

    @Test
    void theTargetOfALinkIsReplacedNotTheLink() throws IOException {
        Path target = directory.resolve("elsewhere/target");
        write(target, "before");
        Files.createSymbolicLink(file, target);
        write(file, "after");
        assertTrue(Files.isSymbolicLink(file));
        assertEquals("after", Files.readString(target));
    }

    @Test
    void aPipeIsWrittenTo() throws Exception {
        assertEquals(0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor());
        CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                return e.toString();
            }
        });
        write(file, "through");
        assertEquals("through", read.get(60, TimeUnit.SECONDS));
        assertTrue(!Files.isRegularFile(file) && Files.exists(file));
    }

    /** Begins to write a file, says so, and waits. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) {
            AtomicFile.writeStream(Path.of(arguments[0]), out -> {
                out.write(new byte[100]);
                out.flush();
                System.out.write('!');
                System.out.flush();
                System.in.read();
            });
        }
    }

    private Process startWriting(Path target) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        target.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertEquals('!', process.getInputStream().read());
        return process;
    }

    @Test
    void whatKilledProcessesLeftIsRemovedAtTheNextWrite() throws IOException, InterruptedException {
        Process killed = startWriting(file);
        Process living = startWriting(file);
        Process ofAnother = startWriting(directory.resolve("another"));
        killed.destroyForcibly().waitFor();
        ofAnother.destroyForcibly().waitFor();
        assertEquals(3, filesThere().size());
        write(file, "text");
        assertEquals(3, filesThere().size(), () -> "the living one's, that of another file, and the file");
        assertEquals(
                2, filesThere().stream().filter(name -> name.endsWith(".part")).count());
        living.getOutputStream().close(); // it goes on
        assertEquals(0, living.waitFor());
        assertEquals(100, Files.size(file));
        write(directory.resolve("another"), "text");
        assertEquals(List.of("another", "result.csv"), filesThere());
    }

    /** Threads of one process that write the same file leave one of what they wrote, and no part. */
    @Test
    void writersOfOneProcessDoNotDisturbEachOther() throws Exception {
        List<CompletableFuture<Void>> writers = Stream.of("a", "b", "c", "d")
                .map(letter -> CompletableFuture.runAsync(() -> {
                    for (int k = 0; k < 20; k++) {
                        write(file, letter.repeat(10_000));
                    }
                }))
                .toList();
        for (CompletableFuture<Void> writer : writers) {
            writer.get(60, TimeUnit.SECONDS);
        }
        String text = Files.readString(file);
        assertEquals(text.substring(0, 1).repeat(10_000), text);
        assertEquals(List.of("result.csv"), filesThere());
    }
}
