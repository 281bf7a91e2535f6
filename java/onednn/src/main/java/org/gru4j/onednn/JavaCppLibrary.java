package org.gru4j.onednn;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Properties;
import org.bytedeco.javacpp.Loader;

/**
 * JavaCPP's own native library. Left alone, JavaCPP unpacks it when its first class is initialised, to
 * {@code ~/.javacpp} or, without a home, to a directory in {@code /tmp} that others can prepare. So it is loaded
 * before, from where gru4j keeps its libraries. JavaCPP's settings stay as they are.
 */
final class JavaCppLibrary {
    /** JavaCPP's name for it. */
    private static final String NAME = "jnijavacpp";

    private static final String RESOURCE = "org/bytedeco/javacpp/" + NativeLibrary.PLATFORM + "/lib" + NAME + ".so";

    private JavaCppLibrary() {}

    /**
     * Loads it for JavaCPP's class loader, if JavaCPP has not done so. If its jar is not there, gru4j's own library has
     * JavaCPP's native methods too.
     *
     * @throws IOException if it can't be unpacked
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
     * Loads a copy that only this class loader has: JavaCPP's answer to a file that another one has loaded is to unpack
     * it. The copy is removed at once.
     *
     * @return false if there is no place for one
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
                // read-only, or mounted noexec
            }
        }
        return false;
    }

    private static void load(Path file) {
        Properties properties = Loader.loadProperties(NativeLibrary.PLATFORM, null); // made for this call
        properties.setProperty("platform.path.separator", "\n"); // a directory's name may have colons
        properties.setProperty("platform.linkpath", file.resolveSibling("").toString()); // its directory
        Loader.load(Loader.class, properties, true);
    }
}
