package org.gru4j.onednn;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.gru4j.backend.BackendUnavailableException;

/**
 * A native library in a jar.
 *
 * @param name the file name
 * @param sha256 the SHA-256 of the contents, in hexadecimal
 * @param source the URL of the file in the jar
 */
record LibraryFile(String name, String sha256, URL source) {
    /**
     * The resource that lists the SHA-256 and the resource of each library, in the order of loading and in the format
     * of {@code sha256sum}.
     */
    static final String LIST = "org/gru4j/onednn/" + NativeLibrary.PLATFORM + "/libraries.sha256";

    /**
     * Returns the libraries that the build has listed: the OpenMP runtime, oneDNN, and gru4j's own library as the last.
     *
     * @throws BackendUnavailableException if one of them is neither on the class path nor on the module path
     */
    static List<LibraryFile> ofBuild(ClassLoader loader) {
        List<LibraryFile> files = new ArrayList<>();
        for (String line : read(require(loader, LIST)).split("\n")) {
            String[] hashAndResource = line.split("  ", 2);
            files.add(of(hashAndResource[0], hashAndResource[1], require(loader, hashAndResource[1])));
        }
        return files;
    }

    /** Returns the library at a URL, with the hash of its present contents. */
    static LibraryFile of(String resource, URL source) throws IOException {
        try (InputStream in = open(source)) {
            return of(Sha256.of(in), resource, source);
        }
    }

    private static LibraryFile of(String sha256, String resource, URL source) {
        return new LibraryFile(resource.substring(resource.lastIndexOf('/') + 1), sha256, source);
    }

    InputStream open() throws IOException {
        return open(source);
    }

    private static URL require(ClassLoader loader, String resource) {
        URL source = loader.getResource(resource);
        if (source == null) {
            throw new BackendUnavailableException(
                    "a native library is neither on the class path nor on the module path: "
                            + resource + " of "
                            + (resource.startsWith("org/gru4j") ? "gru4j-onednn" : "org.bytedeco:dnnl")
                            + "'s jar with the classifier " + NativeLibrary.PLATFORM);
        }
        return source;
    }

    private static String read(URL source) {
        try (InputStream in = open(source)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new BackendUnavailableException(source + " can't be read", e);
        }
    }

    private static InputStream open(URL source) throws IOException {
        URLConnection connection = source.openConnection();
        connection.setUseCaches(false); // a cached, open jar would keep its class loader alive
        return connection.getInputStream();
    }
}
