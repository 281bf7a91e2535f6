package org.gru4j.io;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.gru4j.tensor.Shape;

/**
 * The JSON header of {@link SafeTensors}, checked.
 *
 * @param entries where each tensor is, in the order of the header
 */
record SafeTensorsHeader(Map<String, String> metadata, Map<String, Entry> entries) {
    static final String METADATA = "__metadata__";
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY, DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** @param from its first byte in the data */
    record Entry(Shape shape, long from) {}

    /**
     * Reads a header.
     *
     * @param dataLength bytes that come after it
     * @throws IOException with what is wrong
     */
    static SafeTensorsHeader parse(byte[] text, long dataLength) throws IOException {
        JsonNode header = JSON.readTree(new String(text, StandardCharsets.UTF_8));
        if (!header.isObject()) {
            throw new IOException("the header is not a JSON object");
        }
        SafeTensorsHeader parsed = new SafeTensorsHeader(readMetadata(header), readEntries(header, dataLength));
        String expected = parsed.metadata.get(SafeTensors.HEADER_CHECKSUM);
        if (expected != null) {
            SafeTensors.requireChecksum("header checksum", expected, checksum(parsed.metadata, parsed.shapes()));
        }
        return parsed;
    }

    /** The tensors' names and shapes, in the order of the header. */
    Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        entries.forEach((name, entry) -> shapes.put(name, entry.shape));
        return shapes;
    }

    /**
     * The CRC-32C of all metadata but the checksums, sorted by key, and of the tensors' names and shapes in their
     * order.
     */
    static String checksum(Map<String, String> metadata, Map<String, Shape> shapes) {
        CRC32C checksum = new CRC32C();
        new TreeMap<>(metadata).forEach((key, value) -> {
            if (!key.equals(SafeTensors.CHECKSUM) && !key.equals(SafeTensors.HEADER_CHECKSUM)) {
                checksum.update((key + '\0' + value + '\0').getBytes(StandardCharsets.UTF_8));
            }
        });
        shapes.forEach((name, shape) ->
                checksum.update((name + '\0' + shape + '\0').getBytes(StandardCharsets.UTF_8)));
        return Long.toHexString(checksum.getValue());
    }

    private static Map<String, String> readMetadata(JsonNode header) {
        Map<String, String> metadata = new LinkedHashMap<>();
        header.path(METADATA).properties().forEach(entry -> metadata.put(entry.getKey(), entry.getValue().asText()));
        return Collections.unmodifiableMap(metadata);
    }

    private static Map<String, Entry> readEntries(JsonNode header, long dataLength) throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        List<long[]> ranges = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : header.properties()) {
            if (field.getKey().equals(METADATA)) {
                continue;
            }
            String name = "tensor '" + field.getKey() + "'";
            JsonNode node = field.getValue();
            if (!node.path("dtype").asText().equals("F32")) {
                throw new IOException(name + ": expected dtype F32 but got " + node.path("dtype"));
            }
            JsonNode offsets = node.path("data_offsets");
            if (!offsets.isArray() || offsets.size() != 2 || !node.path("shape").isArray()) {
                throw new IOException(name + ": expected a shape and two data_offsets but got " + node);
            }
            Shape shape = readShape(name, node.path("shape"));
            long from = offset(offsets.get(0));
            long end = offset(offsets.get(1));
            if (from < 0 || end < from || end > dataLength || end - from != (long) shape.size() * Float.BYTES) {
                throw new IOException(name + " " + shape + ": data_offsets " + from + " to " + end + " do not hold "
                        + (long) shape.size() * Float.BYTES + " of the file's " + dataLength
                        + " bytes of data: truncated or damaged");
            }
            entries.put(field.getKey(), new Entry(shape, from));
            ranges.add(new long[] {from, end});
        }
        requireGapless(ranges, dataLength);
        return entries;
    }

    /** A byte's number, or −1 if the node is none. */
    private static long offset(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : -1;
    }

    private static void requireGapless(List<long[]> ranges, long dataLength) throws IOException {
        ranges.sort(Comparator.comparingLong(range -> range[0]));
        long expected = 0;
        for (long[] range : ranges) {
            if (range[0] != expected) {
                throw new IOException("data_offsets leave a gap or overlap at byte " + Math.min(expected, range[0])
                        + " of the data");
            }
            expected = range[1];
        }
        if (expected != dataLength) {
            throw new IOException("expected " + expected + " bytes of data but got " + dataLength);
        }
    }

    private static Shape readShape(String name, JsonNode dims) throws IOException {
        int[] values = new int[dims.size()];
        Iterator<JsonNode> nodes = dims.elements();
        for (int k = 0; k < values.length; k++) {
            JsonNode dim = nodes.next();
            if (!dim.isIntegralNumber() || !dim.canConvertToInt()) {
                throw new IOException(name + ": dimension " + dim + " is no number of elements");
            }
            values[k] = dim.intValue();
        }
        try {
            return Shape.of(values);
        } catch (IllegalArgumentException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }
}
