package org.gru4j.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("native")
class TrustedPathTest {
    private static final int USER = TrustedPath.userId();

    @TempDir
    Path temporary;

    private Path directory;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createDirectory(temporary.toRealPath().resolve("own"));
        mode(directory, "rwxr-xr-x");
    }

    private static void mode(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private static String refusal(Path path, int user) {
        UntrustedException e = assertThrows(UntrustedException.class, () -> TrustedPath.requireOwn(path, user));
        assertEquals(
                e.getMessage(),
                assertThrows(UntrustedException.class, () -> TrustedPath.requireParent(path, user))
                        .getMessage());
        return e.getMessage();
    }

    @Test
    void whatIsOursIsTrusted() throws IOException {
        assertEquals(USER, Files.getAttribute(directory, "unix:uid"));
        TrustedPath.requireOwn(directory, USER);
        TrustedPath.requireParent(directory, USER);
    }

    @Test
    void whatOthersMayWriteIsNot() throws IOException {
        mode(directory, "rwxr-xrwx");
        assertEquals(directory + " is writable by other users than its owner (rwxr-xrwx)", refusal(directory, USER));
        mode(directory, "rwxrwx---");
        assertEquals(directory + " is writable by other users than its owner (rwxrwx---)", refusal(directory, USER));
        Path file = Files.createFile(directory.resolve("file"));
        mode(file, "rw--w----");
        assertEquals(file + " is writable by other users than its owner (rw--w----)", refusal(file, USER));
    }

    @Test
    void whatIsAnothersIsNot() throws IOException {
        int other = USER + 1;
        if (USER == 0) { // root trusts only root, and may give away
            Files.setAttribute(directory, "unix:uid", other);
            assertTrue(refusal(directory, USER).startsWith(directory + " belongs to another user (1;"));
        } else {
            assertTrue(refusal(directory, other).startsWith(directory + " belongs to another user (" + USER + ";"));
        }
    }

    @Test
    void whatOthersCanRenameIsNot() throws IOException {
        Path below = Files.createDirectory(directory.resolve("below"));
        mode(directory, "rwxrwxrwx");
        UntrustedException e = assertThrows(UntrustedException.class, () -> TrustedPath.requireParent(below, USER));
        assertEquals(directory + " is writable by other users than its owner (rwxrwxrwx)", e.getMessage());
    }

    @Test
    void withTheStickyBitOthersCannotRenameIt() throws IOException {
        Path below = Files.createDirectory(directory.resolve("below"));
        mode(below, "rwx------");
        Files.setAttribute(directory, "unix:mode", 01777);
        TrustedPath.requireParent(below, USER);
        TrustedPath.requireParent(directory, USER);
        assertThrows(UntrustedException.class, () -> TrustedPath.requireOwn(directory, USER));
    }

    @Test
    void aLinkIsNotWhatItPointsTo() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory);
        assertEquals(link + " is a symbolic link", refusal(link, USER));
    }
}
