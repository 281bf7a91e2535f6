package org.gru4j.onednn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Checks that only this process's user and root can have written the file or directory at a path, and can replace it.
 * Loading code from any other path would run code that another user could have written.
 */
final class TrustedPath {
    private static final int ROOT = 0;
    private static final int WRITABLE_BY_OTHERS = 0022;
    private static final int STICKY = 01000;
    private static final int USER = user();

    private TrustedPath() {}

    /** Returns the id of the effective user of this process. */
    static int userId() {
        return USER;
    }

    /**
     * Checks that a directory may contain trusted files. It and its parents must belong to this user or root, and
     * nobody else may write to them. The exception are directories with the sticky bit, such as {@code /tmp}: there,
     * nobody can replace the files of other users.
     *
     * @param directory an existing directory without symbolic links in its path
     * @param user the id of this process's user
     * @throws UntrustedException if a directory is not trusted; the message has its path and the reason
     */
    static void requireParent(Path directory, int user) throws IOException {
        for (Path path = directory; path != null; path = path.getParent()) {
            require(path, user, true);
        }
    }

    /**
     * Checks a file or directory in a trusted parent. It must belong to this user or root, and nobody else may write to
     * it.
     *
     * @throws UntrustedException if it is not trusted; the message has its path and the reason
     */
    static void requireOwn(Path path, int user) throws IOException {
        require(path, user, false);
    }

    private static void require(Path path, int user, boolean sticky) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(path, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
        int owner = number(attributes, "uid", path);
        int mode = number(attributes, "mode", path);
        if (owner != user && owner != ROOT) {
            throw new UntrustedException(
                    path + " belongs to another user (" + owner + "; this process runs as user " + user + ")");
        }
        if (Files.isSymbolicLink(path)) {
            throw new UntrustedException(path + " is a symbolic link");
        }
        if ((mode & WRITABLE_BY_OTHERS) != 0 && !(sticky && (mode & STICKY) != 0)) {
            throw new UntrustedException(path + " is writable by other users than its owner (" + text(mode) + ")");
        }
    }

    private static int number(Map<String, Object> attributes, String name, Path path) throws IOException {
        if (attributes.get(name) instanceof Integer number) {
            return number;
        }
        throw new IOException(path + ": the file system has no attribute " + name);
    }

    private static String text(int mode) {
        Set<PosixFilePermission> permissions = new HashSet<>();
        PosixFilePermission[] all = PosixFilePermission.values(); // from OWNER_READ to OTHERS_EXECUTE
        for (int k = 0; k < all.length; k++) {
            if ((mode & 0400 >> k) != 0) {
                permissions.add(all[k]);
            }
        }
        return PosixFilePermissions.toString(permissions);
    }

    /**
     * Returns the effective user from /proc/self/status. The owner of files in /proc is not used, because it may be
     * root.
     */
    private static int user() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("Uid:")) {
                    return (int) Long.parseLong(line.split("\\s+")[2]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "/proc/self/status, which contains the user of this process, can't be read", e);
        }
        throw new IllegalStateException("/proc/self/status: expected a line 'Uid:' but there is none");
    }
}
