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

/** The places to which the native libraries may be unpacked. */
enum LibraryPlace {
    /** The directory of {@code -Dgru4j.native.dir}. If it is set, no other place is tried. */
    CHOSEN {
        @Override
        LibraryDirectory open() throws IOException {
            return LibraryDirectory.at(path(System.getProperty(PROPERTY)), "rwxr-xr-x");
        }
    },
    /** The user's cache, where the libraries are kept. */
    HOME {
        @Override
        LibraryDirectory open() throws IOException {
            Path home = path(System.getProperty("user.home", ""));
            if (!home.isAbsolute() || !Files.isDirectory(home)) {
                throw new IOException("the home directory '" + home + "' does not exist");
            }
            return LibraryDirectory.at(home.resolve(".cache").resolve("gru4j"), "rwx------");
        }
    },
    /** A directory that is created for this process and deleted after the libraries are loaded. */
    TEMPORARY {
        @Override
        LibraryDirectory open() throws IOException {
            return LibraryDirectory.temporary(temporaryFiles());
        }
    };

    /** The system property that names the directory. */
    static final String PROPERTY = "gru4j.native.dir";

    /** Returns the places to try, in order. */
    static List<LibraryPlace> candidates() {
        return System.getProperty(PROPERTY) == null ? List.of(HOME, TEMPORARY) : List.of(CHOSEN);
    }

    /** Opens the directory, and creates it if it does not exist. */
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

    /** Returns the message for a place that can't be used: the place and the reason. */
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
            return exists.getFile() + " is not a directory";
        }
        if (e instanceof NoSuchFileException missing) {
            return missing.getFile() + " can't be created";
        }
        return e instanceof FileSystemException ? e.toString() : String.valueOf(e.getMessage());
    }
}
