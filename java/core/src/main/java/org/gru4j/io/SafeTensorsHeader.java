package org.gru4j.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
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
    /** What an error quotes of a file at most. */
    private static final int MAX_QUOTED = 200;
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY,
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /**
     * Where a tensor is.
     *
     * @param from its first byte in the data
     * @param end the byte after its last
     */
    record Entry(String name, StoredTensor tensor, long from, long end) {
        @Override
        public String toString() {
            return "tensor '" + name + "' " + tensor.dims();
        }
    }

    /**
     * Reads a header.
     *
     * @param dataLength bytes that come after it
     * @throws IOException with what is wrong
     */
    static SafeTensorsHeader parse(byte[] text, long dataLength) throws IOException {
        JsonNode header = readJson(text);
        if (!header.isObject()) {
            throw new IOException("the header is not a JSON object");
        }
        SafeTensorsHeader parsed = new SafeTensorsHeader(readMetadata(header), readEntries(header, dataLength));
        String expected = parsed.metadata.get(SafeTensors.HEADER_CHECKSUM);
        if (expected != null) {
            Map<String, Object> shapes = new LinkedHashMap<>();
            parsed.entries.forEach((name, entry) -> shapes.put(name, entry.tensor.dims()));
            SafeTensors.requireChecksum("header checksum", expected, checksum(parsed.metadata, shapes));
        }
        return parsed;
    }

    private static JsonNode readJson(byte[] bytes) throws IOException {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new IOException("the header is not valid UTF-8", e);
        }
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            long at = e.getLocation() == null ? -1 : e.getLocation().getCharOffset();
            throw new IOException("the header is not valid JSON: " + cut(e.getOriginalMessage()) + (at < 0 ? ""
                    : " (near byte " + byteOf(text, at) + " of the file)"), e);
        }
    }

    /** Where in the file the {@code at}-th character of the header is. */
    private static long byteOf(String text, long at) {
        String before = text.substring(0, (int) Math.min(at, text.length()));
        return Long.BYTES + before.getBytes(StandardCharsets.UTF_8).length;
    }

    /** A text of a file for an error: as much of it as anybody wants to read. */
    static String cut(String text) {
        return text.length() <= MAX_QUOTED ? text : text.substring(0, MAX_QUOTED) + "…";
    }

    /** All tensors, in the order of the header. */
    Map<String, StoredTensor> tensors() {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        entries.forEach((name, entry) -> tensors.put(name, entry.tensor));
        return tensors;
    }

    /** The names and shapes of the tensors that can be read as floats, in the order of the header. */
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
     * The CRC-32C of all metadata but the checksums, sorted by key, and of the tensors' names and shapes in their
     * order.
     *
     * @param shapes what prints as {@code [2, 3]}
     */
    static String checksum(Map<String, String> metadata, Map<String, ?> shapes) {
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

    private static Map<String, String> readMetadata(JsonNode header) throws IOException {
        JsonNode node = header.path(METADATA);
        if (!node.isObject() && !node.isMissingNode()) {
            throw new IOException(METADATA + ": expected a JSON object of texts but got " + cut(node.toString()));
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (!entry.getValue().isTextual()) {
                throw new IOException("metadata '" + cut(entry.getKey()) + "': expected a text but got "
                        + cut(entry.getValue().toString()));
            }
            metadata.put(entry.getKey(), entry.getValue().asText());
        }
        return Collections.unmodifiableMap(metadata);
    }

    private static Map<String, Entry> readEntries(JsonNode header, long dataLength) throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : header.properties()) {
            if (!field.getKey().equals(METADATA)) {
                entries.put(field.getKey(), readEntry(field.getKey(), field.getValue(), dataLength));
            }
        }
        requireGapless(new ArrayList<>(entries.values()), dataLength);
        return entries;
    }

    private static Entry readEntry(String key, JsonNode node, long dataLength) throws IOException {
        String name = "tensor '" + cut(key) + "'";
        JsonNode offsets = node.path("data_offsets");
        if (!node.path("dtype").isTextual() || !node.path("shape").isArray()
                || !offsets.isArray() || offsets.size() != 2) {
            throw new IOException(name + ": expected a dtype, a shape and two data_offsets but got "
                    + cut(node.toString()));
        }
        NumberType type = NumberType.of(name, node.path("dtype").asText());
        List<Long> dims = readDims(name, node.path("shape"));
        long bytes = bytes(name, type, dims);
        long from = offset(offsets.get(0));
        long end = offset(offsets.get(1));
        if (from < 0 || end < from || end > dataLength || end - from != bytes) {
            throw new IOException(name + " " + cut(dims.toString()) + ": data_offsets " + cut(offsets.toString())
                    + " do not hold " + bytes + " of the file's " + dataLength + " bytes of data:"
                    + " truncated or damaged");
        }
        return new Entry(key, new StoredTensor(type.name(), dims), from, end);
    }

    private static long bytes(String name, NumberType type, List<Long> dims) throws IOException {
        long count = StoredTensor.count(dims);
        if (count < 0 || count > Long.MAX_VALUE / type.bits()) {
            throw new IOException(name + ": shape " + cut(dims.toString()) + " of " + type
                    + " has more than 2^63 bits: damaged");
        }
        long bits = count * type.bits();
        if (bits % Byte.SIZE != 0) {
            throw new IOException(name + ": shape " + cut(dims.toString()) + " of " + type
                    + " does not fill whole bytes");
        }
        return bits / Byte.SIZE;
    }

    /** A byte's number, or −1 if the node is none. */
    private static long offset(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : -1;
    }

    private static void requireGapless(List<Entry> entries, long dataLength) throws IOException {
        entries.sort(Comparator.comparingLong(Entry::from).thenComparingLong(Entry::end));
        long expected = 0;
        for (Entry entry : entries) {
            if (entry.from != expected) {
                throw new IOException("data_offsets leave a gap or overlap at byte " + Math.min(expected, entry.from)
                        + " of the data: " + cut(entry.toString()) + " begins at byte " + entry.from + ", expected "
                        + expected);
            }
            expected = entry.end;
        }
        if (expected != dataLength) {
            throw new IOException("expected " + expected + " bytes of data but got " + dataLength);
        }
    }

    private static List<Long> readDims(String name, JsonNode shape) throws IOException {
        List<Long> dims = new ArrayList<>();
        for (JsonNode dim : shape) {
            if (!dim.isIntegralNumber() || !dim.canConvertToLong() || dim.longValue() < 0) {
                throw new IOException(name + ": dimension " + cut(dim.toString()) + " is no number of elements");
            }
            dims.add(dim.longValue());
        }
        return dims;
    }
}
