package org.gru4j.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.gru4j.backend.Backends;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests in separate JVMs where the native libraries are unpacked. */
class LibraryPlaceTest {
    private static final int PROCESSES = 8;
    private static final List<String> LIBRARIES =
            List.of("libdnnl.so.3", "libgomp.so.1", "libjnigru4j.so", "libjnijavacpp.so");

    /** Computes, and prints the libraries that are mapped from the directories that it is given. */
    public static final class Program {
        private Program() {}

        public static void main(String[] directories) throws IOException {
            System.out.println(ClassLoadersTest.Application.use());
            for (String directory : directories) {
                try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
                    maps.filter(line -> line.contains(directory)).forEach(System.out::println);
                }
            }
        }
    }

    /** Prints why the backend is not available. */
    public static final class Refusal {
        private Refusal() {}

        public static void main(String[] arguments) {
            System.out.println(Backends.whyUnavailable("onednn").orElse("it can"));
        }
    }

    @TempDir
    Path directory;

    private static final List<String> SMALL = List.of("-Xmx128m", "-XX:TieredStopAtLevel=1");

    private static List<String> options(String... more) {
        List<String> options = new ArrayList<>(SMALL);
        options.addAll(List.of(more));
        return options;
    }

    private static List<String> filesBelow(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void manyProcessesMayFillADirectoryAtOnce() throws Exception {
        Path libraries = directory.resolve("libraries");
        List<Process> processes = new ArrayList<>();
        for (int k = 0; k < PROCESSES; k++) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED"));
            command.addAll(options(
                    "-Dgru4j.native.dir=" + libraries,
                    "-cp",
                    System.getProperty("java.class.path"),
                    Program.class.getName()));
            processes.add(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("output" + k).toFile())
                    .start());
        }
        String expected = ClassLoadersTest.Application.use() + "\n";
        for (int k = 0; k < PROCESSES; k++) {
            int exit = processes.get(k).waitFor();
            String printed = Files.readString(directory.resolve("output" + k));
            assertEquals(0, exit, printed);
            assertEquals(expected, printed);
        }
        assertEquals(LIBRARIES, filesBelow(libraries));
    }

    @Test
    void aChangedLibraryIsFoundAndReplaced() throws Exception {
        Path libraries = directory.resolve("libraries");
        List<String> options = options("-Dgru4j.native.dir=" + libraries);
        final String first = ChildJvm.run(directory, options, Program.class);
        Path dnnl;
        try (Stream<Path> files = Files.walk(libraries)) {
            dnnl = files.filter(file -> file.endsWith("libdnnl.so.3"))
                    .findFirst()
                    .orElseThrow();
        }
        final byte[] unpacked = Files.readAllBytes(dnnl);
        try (RandomAccessFile file = new RandomAccessFile(dnnl.toFile(), "rw")) {
            file.seek(unpacked.length / 2);
            file.write(unpacked[unpacked.length / 2] ^ 1);
        }
        String second = ChildJvm.run(directory, options, Program.class);
        assertTrue(second.contains(dnnl.toRealPath() + " is replaced, because it was changed"), second);
        assertTrue(second.endsWith(first), second);
        assertEquals(-1, Arrays.mismatch(unpacked, Files.readAllBytes(dnnl)));
    }

    /** A service's user has no home. What another user has prepared for JavaCPP in /tmp is neither read nor written. */
    @Test
    void withoutAHomeNothingIsTakenFromTheTemporaryDirectory() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        Path prepared = Files.createDirectories(
                temporary.resolve(".javacpp-" + System.getProperty("user.name")).resolve("cache"));
        Path lock = Files.writeString(prepared.resolve(".lock"), "whoever opens this for writing empties it");
        Path home =
                Files.createFile(directory.resolve("file")).resolve("home"); // can't be created: its parent is a file
        String printed = ChildJvm.run(
                directory,
                options("-Duser.home=" + home, "-Djava.io.tmpdir=" + temporary),
                Program.class,
                prepared.toString());
        assertTrue(printed.contains(home + "/.cache/gru4j: the home directory '" + home + "' does not exist"), printed);
        assertTrue(printed.endsWith(ClassLoadersTest.Application.use() + "\n"), printed);
        assertEquals("whoever opens this for writing empties it", Files.readString(lock));
        assertEquals(List.of(".lock"), filesBelow(temporary));
        try (Stream<Path> left = Files.list(temporary)) {
            assertEquals(1, left.count(), "the libraries' directory is gone");
        }
    }

    @Test
    void aHomeThatOthersMayWriteIsPassedOver() throws Exception {
        Path home = Files.createDirectory(directory.resolve("home"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
        String printed = ChildJvm.run(directory, options("-Duser.home=" + home), Program.class);
        assertTrue(
                printed.contains(home.toRealPath() + " is writable by other users than its owner (rwxrwxrwx)"),
                printed);
        assertTrue(printed.endsWith(ClassLoadersTest.Application.use() + "\n"), printed);
        assertEquals(List.of(), filesBelow(home));
    }

    @Test
    void aChosenDirectoryIsTheOnlyOneThatIsTried() throws Exception {
        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertRefused(open, ": " + open.toRealPath() + " is writable by other users than its owner (rwxrwxrwx). ");
        assertEquals(List.of(), filesBelow(open));
        Path file = Files.createFile(directory.resolve("file"));
        assertRefused(file, ": " + file + " is not a directory. ");
        assertRefused(Path.of("/proc/gru4j"), ": /proc/gru4j can't be created. ");
    }

    private void assertRefused(Path chosen, String reason) throws Exception {
        String printed = ChildJvm.run(directory, options("-Dgru4j.native.dir=" + chosen), Refusal.class);
        assertTrue(
                printed.startsWith(
                        "the native libraries can't be unpacked anywhere: -Dgru4j.native.dir=" + chosen + reason),
                printed);
        assertTrue(printed.contains("Set a directory with -Dgru4j.native.dir=DIR. It needs 100 MB of space"), printed);
        assertFalse(printed.contains(".cache"), printed);
    }
}
