package org.gru4j.safetensors;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.gru4j.file.Excerpt;
import org.gru4j.tensor.Shape;

/**
 * The JSON header of {@link SafeTensors}, checked.
 *
 * @param metadata the text metadata
 * @param entries type, shape and position of each tensor, in the order of the header
 */
record SafeTensorsHeader(Map<String, String> metadata, Map<String, Entry> entries) {
    static final String METADATA = "__metadata__";

    SafeTensorsHeader {
        metadata = Collections.unmodifiableMap(metadata);
    }

    /**
     * Type, shape and position of a tensor.
     *
     * @param from index of its first byte in the data
     * @param end index of the byte after its last
     */
    record Entry(String name, StoredTensor tensor, long from, long end) {
        @Override
        public String toString() {
            return "tensor '" + name + "' " + text(tensor.dims());
        }
    }

    /**
     * Parses and checks a header.
     *
     * @param dataLength number of bytes after the header, or {@link Bytes#UNKNOWN}
     * @throws IOException if the header is malformed or damaged; the message describes the problem
     */
    static SafeTensorsHeader parse(byte[] text, long dataLength) throws IOException {
        SafeTensorsHeader parsed = HeaderParser.parse(text, dataLength);
        requireGapless(new ArrayList<>(parsed.entries.values()));
        parsed.verifyChecksum();
        return parsed;
    }

    /**
     * Verifies the header's checksum. A file that claims to have checksums must have them: otherwise damage to their
     * own keys would hide them.
     */
    private void verifyChecksum() throws IOException {
        if (metadata.containsKey(SafeTensors.CHECKED)) {
            for (String key : List.of(SafeTensors.HEADER_CHECKSUM, SafeTensors.CHECKSUM)) {
                if (!metadata.containsKey(key)) {
                    throw new IOException("metadata '" + key + "' is missing, though '" + SafeTensors.CHECKED
                            + "' requires it: the file is damaged");
                }
            }
        }
        String expected = metadata.get(SafeTensors.HEADER_CHECKSUM);
        if (expected != null) {
            SafeTensors.requireChecksum(
                    "header checksum",
                    expected,
                    checksum(
                            metadata,
                            sink -> entries.forEach((name, entry) -> sink.accept(name, entry.tensor.dims()))));
        }
    }

    private static String text(List<Long> dims) {
        return Excerpt.of(
                dims.size() <= Excerpt.MAX_LENGTH
                        ? dims.toString()
                        : dims.subList(0, Excerpt.MAX_LENGTH).toString());
    }

    /** Number of bytes of all numbers. */
    long dataLength() {
        return entries.values().stream().mapToLong(Entry::end).max().orElse(0);
    }

    /** All tensors, in the order of the header. */
    Map<String, StoredTensor> tensors() {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        entries.forEach((name, entry) -> tensors.put(name, entry.tensor));
        return tensors;
    }

    /** Names and shapes of the tensors that can be read as floats, in the order of the header. */
    Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        entries.forEach((name, entry) -> {
            if (entry.tensor.isReadable()) {
                shapes.put(name, entry.tensor.shape());
            }
        });
        return shapes;
    }

    /**
     * Returns the CRC-32C of all metadata except the checksums, sorted by key, and of the tensors' names and shapes in
     * their order.
     *
     * @param shapes passes on the names, each with an object whose text is the shape, such as {@code [2, 3]}
     */
    static String checksum(Map<String, String> metadata, Consumer<BiConsumer<String, Object>> shapes) {
        CRC32C checksum = new CRC32C();
        new TreeMap<>(metadata).forEach((key, value) -> {
            if (!key.equals(SafeTensors.CHECKSUM) && !key.equals(SafeTensors.HEADER_CHECKSUM)) {
                checksum.update((key + '\0' + value + '\0').getBytes(StandardCharsets.UTF_8));
            }
        });
        shapes.accept((name, shape) -> checksum.update((name + '\0' + shape + '\0').getBytes(StandardCharsets.UTF_8)));
        return Long.toHexString(checksum.getValue());
    }

    /**
     * Checks the entry of a tensor.
     *
     * @param offsets two offsets; −1 stands for anything that is not an integer of 0 or more
     * @param quoted the offsets as they are in the file, for the error message
     * @param dataLength number of bytes after the header, or {@link Bytes#UNKNOWN}
     */
    static Entry entry(
            String key, NumberType type, List<Long> dims, List<Long> offsets, Supplier<String> quoted, long dataLength)
            throws IOException {
        String name = "tensor '" + Excerpt.of(key) + "'";
        long bytes = bytes(name, type, dims);
        long from = offsets.get(0);
        long end = offsets.get(1);
        if (from < 0 || end < from || end > dataLength || end - from != bytes) {
            throw new IOException(name + " " + text(dims) + ": data_offsets " + quoted.get() + " do not span " + bytes
                    + " bytes"
                    + (dataLength == Bytes.UNKNOWN ? "" : " within the file's " + dataLength + " bytes of data")
                    + ": truncated or damaged");
        }
        return new Entry(key, new StoredTensor(type.name(), dims), from, end);
    }

    private static long bytes(String name, NumberType type, List<Long> dims) throws IOException {
        long count = StoredTensor.count(dims);
        if (count < 0 || count > Long.MAX_VALUE / type.bits()) {
            throw new IOException(name + ": shape " + text(dims) + " of " + type + " has more than 2^63 bits: damaged");
        }
        long bits = count * type.bits();
        if (bits % Byte.SIZE != 0) {
            throw new IOException(name + ": shape " + text(dims) + " of " + type + " does not fill whole bytes");
        }
        return bits / Byte.SIZE;
    }

    private static void requireGapless(List<Entry> entries) throws IOException {
        entries.sort(Comparator.comparingLong(Entry::from).thenComparingLong(Entry::end));
        long expected = 0;
        for (Entry entry : entries) {
            if (entry.from != expected) {
                throw new IOException("data_offsets leave a gap or overlap at byte " + Math.min(expected, entry.from)
                        + " of the data: " + Excerpt.of(entry.toString()) + " begins at byte " + entry.from
                        + ", expected "
                        + expected);
            }
            expected = entry.end;
        }
    }
}
