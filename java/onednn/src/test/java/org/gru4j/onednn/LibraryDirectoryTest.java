package org.gru4j.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.gru4j.backend.BackendUnavailableException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("native")
class LibraryDirectoryTest {
    private static final byte[] CONTENTS = "what a library holds".getBytes();

    @TempDir
    Path temporary;

    private LibraryDirectory directory;
    private LibraryFile library;

    @BeforeEach
    void make() throws IOException {
        Path source = Files.write(temporary.resolve("libx.so"), CONTENTS);
        library = LibraryFile.of("some/libx.so", source.toUri().toURL());
        directory = LibraryDirectory.at(temporary.resolve("a").resolve("b"), "rwx------");
    }

    private List<String> filesBeside(Path file) throws IOException {
        try (Stream<Path> files = Files.list(file.getParent())) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aLibraryIsUnpackedOnceWhereItsContentsSay() throws IOException {
        Path file = directory.provide(library, 0);
        assertArrayEquals(CONTENTS, Files.readAllBytes(file));
        // printf 'what a library holds' | sha256sum
        assertEquals(
                "bb43b6616de3a06e79e7eb50947a663a",
                file.getParent().getFileName().toString());
        assertEquals(List.of("libx.so"), filesBeside(file));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.path())));
        Object unpacked = Files.getAttribute(file, "unix:ino");
        assertEquals(file, directory.provide(library, 0));
        assertEquals(unpacked, Files.getAttribute(file, "unix:ino"));
        assertNotEquals(file, directory.provide(library, 1));
    }

    @Test
    void aChangedFileIsReplaced() throws IOException {
        Path file = directory.provide(library, 0);
        for (byte[] changed : new byte[][] {"What a library holds".getBytes(), "what".getBytes(), new byte[0]}) {
            Files.write(file, changed);
            assertArrayEquals(CONTENTS, Files.readAllBytes(directory.provide(library, 0)));
        }
    }

    @Test
    void whatOthersMayWriteIsRefused() throws IOException {
        Path file = directory.provide(library, 0);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThrows(UntrustedException.class, () -> directory.provide(library, 0));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(file.getParent(), PosixFilePermissions.fromString("rwxrwxr-x"));
        assertThrows(UntrustedException.class, () -> directory.provide(library, 0));
        Files.setPosixFilePermissions(directory.path(), PosixFilePermissions.fromString("rwxrwxr-x"));
        UntrustedException e =
                assertThrows(UntrustedException.class, () -> LibraryDirectory.at(directory.path(), "rwx------"));
        assertEquals(directory.path() + " is writable by other users than its owner (rwxrwxr-x)", e.getMessage());
    }

    @Test
    void aLinkInPlaceOfTheFileOrItsDirectoryIsRefused() throws IOException {
        Path file = directory.provide(library, 0);
        Path moved = Files.move(file, temporary.resolve("moved"));
        Files.createSymbolicLink(file, moved);
        assertThrows(UntrustedException.class, () -> directory.provide(library, 0));
        Files.createSymbolicLink(Path.of(file.getParent() + "-1"), file.getParent());
        assertThrows(UntrustedException.class, () -> directory.provide(library, 1));
    }

    @Test
    void codeThatCannotRunThereIsNotLoaded() throws IOException {
        Path file = directory.provide(library, 0);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        IOException e = assertThrows(IOException.class, () -> directory.provide(library, 0));
        assertEquals(
                "code can't be run from this directory: it is mounted noexec, or a policy forbids it", e.getMessage());
    }

    @Test
    void anotherLibraryInTheJarIsRefusedAndLeavesNothing() throws IOException {
        LibraryFile other = new LibraryFile("libx.so", "0".repeat(64), library.source());
        BackendUnavailableException e =
                assertThrows(BackendUnavailableException.class, () -> directory.provide(other, 0));
        assertTrue(
                e.getMessage().contains("expected the SHA-256 " + "0".repeat(64) + " but got bb43b661"),
                e.getMessage());
        assertEquals(
                List.of(), filesBeside(directory.path().resolve("0".repeat(32)).resolve("libx.so")));
    }

    @Test
    void whatAKilledProcessLeftIsRemovedWhenItIsOld() throws IOException {
        Path file = directory.provide(library, 0);
        Files.delete(file);
        Path old = Files.createFile(file.resolveSibling("libx.so1.unfinished"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(7200)));
        Files.createFile(file.resolveSibling("libx.so2.unfinished")); // of a process that runs
        directory.provide(library, 0);
        assertEquals(List.of("libx.so", "libx.so2.unfinished"), filesBeside(file));
    }

    @Test
    void aTemporaryOneIsPrivateAndGoes() throws IOException {
        LibraryDirectory mine = LibraryDirectory.temporary(temporary);
        mine.provide(library, 0);
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(mine.path())));
        mine.delete();
        assertTrue(Files.notExists(mine.path()));
    }
}
