package org.gru4j.interop.keras;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.gru4j.interop.hdf5.DecompressionLimit;

/**
 * The two entries of a {@code .keras} archive that describe a model.
 *
 * @param config the contents of {@code config.json}
 * @param weights the contents of {@code model.weights.h5}
 */
record KerasArchive(byte[] config, byte[] weights) {
    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "model.weights.h5";
    /** A model has three entries, and a few more for the vocabularies of layers that gru4j does not have. */
    private static final int MAX_ENTRIES = 1000;

    private static final long MAX_CONFIG = 16L << 20;
    /** The largest array that JVMs allocate. */
    static final long MAX_WEIGHTS = Integer.MAX_VALUE - 8;

    /**
     * Reads an archive into memory. Nothing is extracted to disk.
     *
     * @throws IOException if the file is not such an archive, or an entry would unpack to far more than it stores
     */
    static KerasArchive read(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            if (zip.size() > MAX_ENTRIES) {
                throw new IOException("expected at most " + MAX_ENTRIES + " entries but got " + zip.size());
            }
            Map<String, ZipEntry> entries = new HashMap<>();
            for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
                ZipEntry entry = all.nextElement();
                String name = entry.getName();
                if (name.startsWith("/") || name.contains("\\") || name.contains("..")) {
                    throw new IOException("entry '" + name + "': expected a path inside the archive");
                }
                if (entries.put(name, entry) != null) {
                    throw new IOException("entry '" + name + "': duplicate entry");
                }
            }
            return new KerasArchive(read(zip, entries, CONFIG, MAX_CONFIG), read(zip, entries, WEIGHTS, MAX_WEIGHTS));
        } catch (ZipException | IllegalArgumentException e) { // the latter if a name is not valid text
            throw new IOException("not a readable zip archive: " + e.getMessage(), e);
        }
    }

    private static byte[] read(ZipFile zip, Map<String, ZipEntry> entries, String name, long most) throws IOException {
        ZipEntry entry = entries.get(name);
        if (entry == null) {
            throw new IOException(
                    "expected an entry '" + name + "', which Keras 3 writes, but the entries are " + shown(entries));
        }
        long size = entry.getSize();
        if (size < 0 || size > most || !DecompressionLimit.isAllowed(entry.getCompressedSize(), size)) {
            throw new IOException("entry '" + name + "': its " + entry.getCompressedSize()
                    + " stored bytes would unpack to " + size + " bytes; expected at most " + most
                    + ", and no more than a model's could");
        }
        try (InputStream stream = zip.getInputStream(entry)) {
            byte[] bytes = stream.readNBytes((int) size + 1); // grows as it reads: a false size costs no memory
            if (bytes.length != size) {
                throw new IOException("entry '" + name + "': expected " + size + " bytes but it has "
                        + (bytes.length > size ? "more" : bytes.length));
            }
            return bytes;
        }
    }

    private static String shown(Map<String, ZipEntry> entries) {
        int most = 10;
        String names =
                String.join(", ", entries.keySet().stream().sorted().limit(most).toList());
        return entries.size() > most ? names + " and " + (entries.size() - most) + " more" : names;
    }
}
