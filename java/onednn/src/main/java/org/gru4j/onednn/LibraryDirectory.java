package org.gru4j.onednn;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;
import org.gru4j.backend.BackendUnavailableException;

/**
 * A directory of unpacked native libraries. Each library has a subdirectory that is named after the hash of its
 * contents. Any number of processes may use it at once, because a library appears with an atomic rename. An existing
 * file is used only if its contents have the right hash, and only if no user except this one and root can have written
 * or can replace it.
 */
final class LibraryDirectory {
    private static final System.Logger LOG = System.getLogger(LibraryDirectory.class.getName());
    /** The hash digits in the name of a subdirectory, of 64. File contents are compared with the whole hash. */
    private static final int NAME_DIGITS = 32;

    private static final String UNFINISHED = ".unfinished";
    /** Unfinished files that are older were left behind by a process that was killed. */
    private static final Duration LONGEST_UNPACKING = Duration.ofHours(1);

    private static final Set<PosixFilePermission> READ_BY_ALL = PosixFilePermissions.fromString("rwxr-xr-x");

    private final Path root;

    private LibraryDirectory(Path root) {
        this.root = root;
    }

    /**
     * Opens a directory, and creates it if it does not exist.
     *
     * @param permissions the permissions of directories that are created, such as {@code rwx------}
     * @throws UntrustedException if other users could have written to it
     */
    static LibraryDirectory at(Path directory, String permissions) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, attribute(PosixFilePermissions.fromString(permissions)));
        }
        Path root = directory.toRealPath();
        TrustedPath.requireParent(root, TrustedPath.userId());
        return new LibraryDirectory(root);
    }

    /** Creates a directory that only this user can read. The caller removes it with {@link #delete}. */
    static LibraryDirectory temporary(Path parent) throws IOException {
        Path directory = Files.createTempDirectory(parent, "gru4j-");
        try {
            return at(directory, "rwx------");
        } catch (IOException e) {
            Files.delete(directory);
            throw e;
        }
    }

    Path path() {
        return root;
    }

    /**
     * Returns the path of a library, after unpacking it if it is not there.
     *
     * @param copy 0, or the number of a further copy, because a JVM loads a file for one class loader only
     * @throws UntrustedException if other users could have written to the library's directory
     * @throws BackendUnavailableException if the library in the jar does not have the expected hash
     */
    Path provide(LibraryFile library, int copy) throws IOException {
        Path directory = root.resolve(library.sha256().substring(0, NAME_DIGITS) + (copy == 0 ? "" : "-" + copy));
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            createDirectory(directory);
        }
        TrustedPath.requireOwn(directory, TrustedPath.userId());
        Path file = directory.resolve(library.name());
        if (!holds(file, library)) {
            unpack(library, directory, file);
        }
        if (!Files.isExecutable(file)) {
            throw new IOException(
                    "code can't be run from this directory: it is mounted noexec, or a policy forbids it");
        }
        return file;
    }

    /** Returns whether the file exists and has the library's contents. */
    private static boolean holds(Path file, LibraryFile library) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        TrustedPath.requireOwn(file, TrustedPath.userId());
        String found;
        try (InputStream in = Files.newInputStream(file)) {
            found = Sha256.of(in);
        }
        if (found.equals(library.sha256())) {
            return true;
        }
        LOG.log(
                System.Logger.Level.WARNING,
                "{0} is replaced, because it was changed after gru4j wrote it: expected the SHA-256 {1} but got {2}",
                file,
                library.sha256(),
                found);
        return false;
    }

    private static void unpack(LibraryFile library, Path directory, Path file) throws IOException {
        removeAbandoned(directory);
        Path unfinished = Files.createTempFile(directory, library.name(), UNFINISHED, attribute(READ_BY_ALL));
        try {
            String hash;
            try (InputStream in = library.open();
                    OutputStream out = Files.newOutputStream(unfinished)) {
                hash = Sha256.ofCopy(in, out);
            }
            if (!hash.equals(library.sha256())) {
                throw new BackendUnavailableException(
                        library.source() + " is not the library that this gru4j-onednn was"
                                + " built with: expected the SHA-256 " + library.sha256() + " but got " + hash
                                + "; use the version of it that gru4j-onednn depends on");
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static void removeAbandoned(Path directory) throws IOException {
        FileTime old = FileTime.from(Instant.now().minus(LONGEST_UNPACKING));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + UNFINISHED)) {
            for (Path file : files) {
                try {
                    if (Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                                    .compareTo(old)
                            < 0) {
                        Files.deleteIfExists(file);
                    }
                } catch (NoSuchFileException e) {
                    // another process has renamed or removed it
                }
            }
        }
    }

    private static void createDirectory(Path directory) throws IOException {
        try {
            Files.createDirectory(directory, attribute(READ_BY_ALL));
        } catch (FileAlreadyExistsException e) {
            // another process has created it; its owner is checked next
        }
    }

    private static FileAttribute<Set<PosixFilePermission>> attribute(Set<PosixFilePermission> permissions) {
        return PosixFilePermissions.asFileAttribute(permissions);
    }

    /** Deletes the directory with everything in it. A process that has loaded a library from it keeps the library. */
    void delete() throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
