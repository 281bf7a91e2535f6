package org.gru4j.onednn;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Properties;
import org.bytedeco.javacpp.Loader;

/**
 * Loads JavaCPP's own native library. By default, JavaCPP unpacks it when its first class is initialised, to {@code
 * ~/.javacpp} or, without a home directory, to a directory in {@code /tmp} that other users can prepare. So gru4j loads
 * it earlier, from the directory of its own libraries. JavaCPP's settings are not changed.
 */
final class JavaCppLibrary {
    /** JavaCPP's name of the library. */
    private static final String NAME = "jnijavacpp";

    private static final String RESOURCE = "org/bytedeco/javacpp/" + NativeLibrary.PLATFORM + "/lib" + NAME + ".so";

    private JavaCppLibrary() {}

    /**
     * Loads the library for JavaCPP's class loader, unless JavaCPP has loaded it already. If its jar is not there,
     * nothing is loaded: gru4j's own library contains JavaCPP's native methods too.
     *
     * @throws IOException if the library can't be unpacked
     */
    static void load(LibraryDirectory directory) throws IOException {
        URL source = Loader.class.getResource("/" + RESOURCE);
        if (source == null) {
            source = Loader.class.getClassLoader().getResource(RESOURCE);
        }
        if (source == null || Loader.getLoadedLibraries().containsKey(NAME)) {
            return;
        }
        LibraryFile library = LibraryFile.of(RESOURCE, source);
        Path kept = directory.provide(library, 0);
        if (!loadCopy(directory, library)) {
            load(kept);
        }
    }

    /**
     * Loads a copy of the library that no other class loader has loaded, because otherwise JavaCPP would unpack the
     * library itself. The copy is removed after loading.
     *
     * @return false if no directory could hold a copy
     */
    private static boolean loadCopy(LibraryDirectory directory, LibraryFile library) {
        for (Path parent : new Path[] {directory.path(), LibraryPlace.temporaryFiles()}) {
            try {
                LibraryDirectory copy = LibraryDirectory.temporary(parent);
                try {
                    load(copy.provide(library, 0));
                    return true;
                } finally {
                    copy.delete();
                }
            } catch (IOException e) {
                // the directory is read-only or mounted noexec: try the next
            }
        }
        return false;
    }

    private static void load(Path file) {
        Properties properties = Loader.loadProperties(NativeLibrary.PLATFORM, null); // a new object for each call
        properties.setProperty("platform.path.separator", "\n"); // a directory's name may have colons
        properties.setProperty("platform.linkpath", file.resolveSibling("").toString()); // its directory
        Loader.load(Loader.class, properties, true);
    }
}
