package org.gru4j.onednn;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Where the native libraries may be unpacked to. */
enum LibraryPlace {
    /** What {@code -Dgru4j.native.dir} says; no other place is tried then. */
    CHOSEN {
        @Override
        LibraryDirectory open() throws IOException {
            return LibraryDirectory.at(path(System.getProperty(PROPERTY)), "rwxr-xr-x");
        }
    },
    /** The user's cache, where they stay. */
    HOME {
        @Override
        LibraryDirectory open() throws IOException {
            Path home = path(System.getProperty("user.home", ""));
            if (!home.isAbsolute() || !Files.isDirectory(home)) {
                throw new IOException("there is no home directory ('" + home + "')");
            }
            return LibraryDirectory.at(home.resolve(".cache").resolve("gru4j"), "rwx------");
        }
    },
    /** A directory that is made for this process and removed when the libraries are loaded. */
    TEMPORARY {
        @Override
        LibraryDirectory open() throws IOException {
            return LibraryDirectory.temporary(temporaryFiles());
        }
    };

    /** The system property that names the directory. */
    static final String PROPERTY = "gru4j.native.dir";

    /** The places to try, one after the other. */
    static List<LibraryPlace> candidates() {
        return System.getProperty(PROPERTY) == null ? List.of(HOME, TEMPORARY) : List.of(CHOSEN);
    }

    /** The directory, made if it is not there. */
    abstract LibraryDirectory open() throws IOException;

    static Path temporaryFiles() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    private static Path path(String property) throws IOException {
        try {
            return Path.of(property);
        } catch (InvalidPathException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** What to say of a place that could not be used. */
    String refusal(IOException e) {
        String where = switch (this) {
            case CHOSEN -> "-D" + PROPERTY + "=" + System.getProperty(PROPERTY);
            case HOME -> System.getProperty("user.home") + "/.cache/gru4j";
            case TEMPORARY -> "a temporary directory in " + System.getProperty("java.io.tmpdir");
        };
        return where + ": " + reason(e);
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException denied) {
            return "no permission for " + denied.getFile();
        }
        if (e instanceof FileSystemException failure && failure.getReason() != null) {
            return failure.getFile() + ": " + failure.getReason();
        }
        if (e instanceof FileAlreadyExistsException exists) {
            return exists.getFile() + " is no directory";
        }
        if (e instanceof NoSuchFileException missing) {
            return missing.getFile() + " can't be made";
        }
        return e instanceof FileSystemException ? e.toString() : String.valueOf(e.getMessage());
    }
}
