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
 * The two entries of a {@code .keras} archive that make a model.
 *
 * @param config {@code config.json}
 * @param weights {@code model.weights.h5}
 */
record KerasArchive(byte[] config, byte[] weights) {
    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "model.weights.h5";
    /** A model has three, and a few for vocabularies of layers that gru4j has not. */
    private static final int MAX_ENTRIES = 1000;

    private static final long MAX_CONFIG = 16L << 20;
    /** Arrays are no larger. */
    static final long MAX_WEIGHTS = Integer.MAX_VALUE - 8;

    /**
     * @throws IOException if it is no such archive, or would become far larger than it is; nothing is written to disk
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
                    throw new IOException("entry '" + name + "' is there twice");
                }
            }
            return new KerasArchive(read(zip, entries, CONFIG, MAX_CONFIG), read(zip, entries, WEIGHTS, MAX_WEIGHTS));
        } catch (ZipException | IllegalArgumentException e) { // the second of names that are no text
            throw new IOException("not a readable zip archive: " + e.getMessage(), e);
        }
    }

    private static byte[] read(ZipFile zip, Map<String, ZipEntry> entries, String name, long most) throws IOException {
        ZipEntry entry = entries.get(name);
        if (entry == null) {
            throw new IOException(
                    "expected an entry '" + name + "', as Keras 3 writes, but there are " + shown(entries));
        }
        long size = entry.getSize();
        if (size < 0 || size > most || !DecompressionLimit.isAllowed(entry.getCompressedSize(), size)) {
            throw new IOException("entry '" + name + "': its " + entry.getCompressedSize() + " bytes would become "
                    + size + ", of which at most " + most + " are read, and no more than a model's could");
        }
        try (InputStream stream = zip.getInputStream(entry)) {
            byte[] bytes = stream.readNBytes((int) size + 1); // grows as it reads: a size that is a lie costs nothing
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
