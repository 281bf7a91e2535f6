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
 * Whether only this process's user and root can have put something at a path, or can put something else there. Code
 * that is loaded from elsewhere is somebody else's code.
 */
final class TrustedPath {
    private static final int ROOT = 0;
    private static final int WRITABLE_BY_OTHERS = 0022;
    private static final int STICKY = 01000;
    private static final int USER = user();

    private TrustedPath() {}

    /** The number of the user that this process acts as. */
    static int userId() {
        return USER;
    }

    /**
     * A directory that may hold what is trusted: it and its parents belong to this user or to root. Others may write
     * none of them, but for those with the sticky bit, as {@code /tmp}: whoever may write there can't replace what is
     * not his.
     *
     * @param directory exists, has no symbolic link in it
     * @param user the number of this process's user
     * @throws UntrustedException naming what is wrong
     */
    static void requireParent(Path directory, int user) throws IOException {
        for (Path path = directory; path != null; path = path.getParent()) {
            require(path, user, true);
        }
    }

    /**
     * A directory or file in a trusted parent, which others can't write.
     *
     * @throws UntrustedException naming what is wrong
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
                    path + " belongs to another user (" + owner + ", and this process is of user " + user + ")");
        }
        if (Files.isSymbolicLink(path)) {
            throw new UntrustedException(path + " is a symbolic link");
        }
        if ((mode & WRITABLE_BY_OTHERS) != 0 && !(sticky && (mode & STICKY) != 0)) {
            throw new UntrustedException(path + " may be written by others than its owner (" + text(mode) + ")");
        }
    }

    private static int number(Map<String, Object> attributes, String name, Path path) throws IOException {
        if (attributes.get(name) instanceof Integer number) {
            return number;
        }
        throw new IOException(path + ": the file system does not tell its " + name);
    }

    private static String text(int mode) {
        Set<PosixFilePermission> permissions = new HashSet<>();
        PosixFilePermission[] all =
                PosixFilePermission.values(); // from the owner's right to read to others' to execute
        for (int k = 0; k < all.length; k++) {
            if ((mode & 0400 >> k) != 0) {
                permissions.add(all[k]);
            }
        }
        return PosixFilePermissions.toString(permissions);
    }

    /** The effective user; what a process owns in /proc may belong to root. */
    private static int user() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("Uid:")) {
                    return (int) Long.parseLong(line.split("\\s+")[2]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("/proc/self/status, which tells the user of this process, can't be read", e);
        }
        throw new IllegalStateException("/proc/self/status does not tell the user of this process");
    }
}
