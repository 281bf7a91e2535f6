package org.gru4j.onednn;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gru4j.backend.BackendUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks and loads the native libraries, so that JavaCPP has none to unpack. JavaCPP would use existing files in a
 * directory that other users can prepare, and processes that start at the same time would disturb each other there.
 */
final class LibraryLoader {
    private static final System.Logger LOG = System.getLogger(LibraryLoader.class.getName());
    /** The most class loaders of a JVM that may load the same library; each needs its own copy of the file. */
    private static final int MAX_COPIES = 100;

    /** The directory that the libraries were loaded from; null until they are loaded. */
    private static @Nullable Path loadedFrom;

    private LibraryLoader() {}

    /**
     * Loads the libraries for the class loader of this class. Further calls do nothing.
     *
     * @throws BackendUnavailableException if the libraries are missing, or can't be unpacked anywhere; the message
     *     lists the directories that were tried
     * @throws UnsatisfiedLinkError if a library can't be loaded
     */
    static synchronized void load() {
        if (loadedFrom != null) {
            return;
        }
        List<LibraryFile> libraries = LibraryFile.ofBuild(LibraryLoader.class.getClassLoader());
        List<String> refusals = new ArrayList<>();
        for (LibraryPlace place : LibraryPlace.candidates()) {
            try {
                loadedFrom = load(libraries, place);
            } catch (IOException e) {
                refusals.add(place.refusal(e));
                continue;
            }
            if (!refusals.isEmpty()) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "the native libraries are unpacked to a temporary directory at every start, because the"
                                + " cache directory is not usable ({0}); set a permanent directory with -D{1}=DIR",
                        refusals.get(0),
                        LibraryPlace.PROPERTY);
            }
            return;
        }
        throw new BackendUnavailableException(
                "the native libraries can't be unpacked anywhere: " + String.join("; ", refusals)
                        + ". Set a directory with -D" + LibraryPlace.PROPERTY
                        + "=DIR. It needs 100 MB of space and must not be mounted noexec. It and its parents must"
                        + " belong to user " + TrustedPath.userId() + " or root, and nobody else may write to them");
    }

    /** Returns the directory that the libraries were loaded from; null if they are not loaded. */
    static synchronized @Nullable Path directory() {
        return loadedFrom;
    }

    private static Path load(List<LibraryFile> libraries, LibraryPlace place) throws IOException {
        LibraryDirectory directory = place.open();
        try {
            List<Path> files = new ArrayList<>();
            for (LibraryFile library : libraries) { // unpack all of them before the first is loaded
                files.add(directory.provide(library, 0));
            }
            int last = files.size() - 1;
            for (Path dependency : files.subList(0, last)) {
                loadForProcess(dependency);
            }
            JavaCppLibrary.load(directory);
            loadForClassLoader(directory, libraries.get(last));
            return directory.path();
        } finally {
            if (place == LibraryPlace.TEMPORARY) {
                directory.delete();
            }
        }
    }

    /** Loads a library without Java methods. It may have been loaded by any class loader of this process. */
    private static void loadForProcess(Path file) throws IOException {
        try {
            load(file);
        } catch (UnsatisfiedLinkError e) {
            if (!isOfAnotherClassLoader(e)) {
                throw e;
            }
        }
    }

    /**
     * Loads a library with Java methods. The JVM does not load a file that another class loader has loaded, so each
     * class loader gets its own copy.
     */
    private static void loadForClassLoader(LibraryDirectory directory, LibraryFile library) throws IOException {
        for (int copy = 0; ; copy++) {
            try {
                load(directory.provide(library, copy));
                return;
            } catch (UnsatisfiedLinkError e) {
                if (!isOfAnotherClassLoader(e) || copy == MAX_COPIES - 1) {
                    throw e;
                }
            }
        }
    }

    private static void load(Path file) throws IOException {
        try {
            System.load(file.toString());
        } catch (UnsatisfiedLinkError e) {
            if (String.valueOf(e.getMessage()).contains("failed to map segment")) {
                throw new IOException("code can't be run from this directory: " + e.getMessage(), e);
            }
            throw e;
        }
    }

    private static boolean isOfAnotherClassLoader(UnsatisfiedLinkError e) {
        return String.valueOf(e.getMessage()).contains("already loaded in another classloader");
    }
}
