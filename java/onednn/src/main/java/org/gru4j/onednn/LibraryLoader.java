package org.gru4j.onednn;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gru4j.backend.BackendUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks and loads the native libraries, so that JavaCPP has none to unpack: it takes what it finds in a directory
 * that others can prepare, and processes that start at once disturb each other there.
 */
final class LibraryLoader {
    private static final System.Logger LOG = System.getLogger(LibraryLoader.class.getName());
    /** How many class loaders of a JVM may have the same library, each a copy of its file. */
    private static final int MAX_COPIES = 100;

    /** Null as long as they are not loaded. */
    private static @Nullable Path loadedFrom;

    private LibraryLoader() {}

    /**
     * Loads them for the class loader of this class. Again does nothing.
     *
     * @throws BackendUnavailableException if they are not there, or find no place; it says which were tried
     * @throws UnsatisfiedLinkError if one of them can't be loaded
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
                        "the native libraries are unpacked anew at each start, to a temporary"
                                + " directory ({0}); -D{1}=DIR names a lasting one",
                        refusals.get(0),
                        LibraryPlace.PROPERTY);
            }
            return;
        }
        throw new BackendUnavailableException(
                "there is no place for the native libraries: " + String.join("; ", refusals)
                        + ". -D" + LibraryPlace.PROPERTY
                        + "=DIR names one: with 100 MB of room, not mounted noexec, belonging to user "
                        + TrustedPath.userId() + " or to root, as its parents do, and writable by nobody else");
    }

    /** The directory that they were loaded from; null as long as they are not. */
    static synchronized @Nullable Path directory() {
        return loadedFrom;
    }

    private static Path load(List<LibraryFile> libraries, LibraryPlace place) throws IOException {
        LibraryDirectory directory = place.open();
        try {
            List<Path> files = new ArrayList<>();
            for (LibraryFile library : libraries) { // all of them, before the first is loaded
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

    /** A library without Java methods: who loaded it first does not matter. */
    private static void loadForProcess(Path file) throws IOException {
        try {
            load(file);
        } catch (UnsatisfiedLinkError e) {
            if (!isOfAnotherClassLoader(e)) {
                throw e;
            }
        }
    }

    /** A file that another class loader has loaded is refused by the JVM; another copy is not. */
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
                throw new IOException("code can't be run from there: " + e.getMessage(), e);
            }
            throw e;
        }
    }

    private static boolean isOfAnotherClassLoader(UnsatisfiedLinkError e) {
        return String.valueOf(e.getMessage()).contains("already loaded in another classloader");
    }
}
