package org.gru4j.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;

/**
 * Named tensors of 32-bit floats, and text metadata, in one file of the safetensors format: eight bytes with the length of
 * a JSON header, the header, the numbers, all little-endian.
 *
 * <p>The metadata key {@value #CHECKSUM} holds a CRC-32C of the numbers; a file that has it is checked when read.
 */
public final class SafeTensors {
    /** Metadata: the CRC-32C of all numbers, in hexadecimal. */
    public static final String CHECKSUM = "gru4j.crc32c";

    private static final String METADATA = "__metadata__";
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY, DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final int BLOCK = 1 << 16;
    private static final int MAX_HEADER = 100 << 20;

    private record Entry(Shape shape, long from) {}

    private final Path file;
    private final Map<String, String> metadata;
    private final Map<String, Entry> entries;
    private final long dataStart;

    private SafeTensors(Path file, Map<String, String> metadata, Map<String, Entry> entries, long dataStart) {
        this.file = file;
        this.metadata = metadata;
        this.entries = entries;
        this.dataStart = dataStart;
    }

    /**
     * Writes a file, or leaves the one that is there as it is: the new one is complete on disk before it takes its name.
     *
     * @throws UncheckedIOException with the path, if it can't be written
     */
    public static void write(Path file, Map<String, String> metadata, Map<String, Tensor> tensors) {
        Path directory = file.toAbsolutePath().getParent();
        Path part = null;
        try {
            if (!Files.isDirectory(directory)) { // Java 17's createDirectories takes no link to a directory for one
                Files.createDirectories(directory);
            }
            // not createTempFile's: the file shall be as readable to others as any that the user writes
            part = Files.createFile(directory.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".part"));
            writeTo(part, metadata, tensors);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            delete(part, e);
            throw new UncheckedIOException(file + ": could not be written: " + reason(e)
                    + (Files.exists(file) ? "; the file from before is kept" : ""), e);
        } catch (RuntimeException e) {
            delete(part, e);
            throw e;
        }
    }

    private static void delete(Path part, Exception cause) {
        try {
            if (part != null) {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private static void writeTo(Path part, Map<String, String> metadata, Map<String, Tensor> tensors) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        CRC32C checksum = new CRC32C();
        for (Tensor tensor : tensors.values()) {
            forEachBlock(tensor, block, checksum::update);
        }
        ObjectNode header = JSON.createObjectNode();
        ObjectNode texts = header.putObject(METADATA);
        metadata.forEach(texts::put);
        texts.put(CHECKSUM, Long.toHexString(checksum.getValue()));
        long offset = 0;
        for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
            long end = offset + (long) tensor.getValue().size() * Float.BYTES;
            ObjectNode entry = header.putObject(tensor.getKey()).put("dtype", "F32");
            ArrayNode dims = entry.putArray("shape");
            for (int dim : tensor.getValue().shape().toArray()) {
                dims.add(dim);
            }
            entry.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        byte[] text = JSON.writeValueAsBytes(header);
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            writeFully(channel, ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).flip());
            writeFully(channel, ByteBuffer.wrap(text));
            for (Tensor tensor : tensors.values()) {
                forEachBlock(tensor, block, bytes -> writeFully(channel, bytes));
            }
            channel.force(true);
        }
    }

    private interface BlockConsumer {
        void accept(ByteBuffer bytes) throws IOException;
    }

    private static void forEachBlock(Tensor tensor, ByteBuffer block, BlockConsumer consumer) throws IOException {
        float[] floats = new float[BLOCK];
        for (int from = 0; from < tensor.size(); from += BLOCK) {
            int length = Math.min(BLOCK, tensor.size() - from);
            tensor.read(from, floats, 0, length);
            block.clear();
            block.asFloatBuffer().put(floats, 0, length);
            consumer.accept(block.limit(length * Float.BYTES));
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /**
     * Reads a file's header, and checks all of it: offsets, shapes, the file's length, and the checksum if there is one.
     *
     * @throws UncheckedIOException with the path and what is wrong
     */
    public static SafeTensors open(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            ByteBuffer prefix = readFully(channel, 0, Long.BYTES, "the header's length");
            long headerLength = prefix.getLong();
            if (headerLength < 2 || headerLength > Math.min(size - Long.BYTES, MAX_HEADER)) {
                throw new IOException("a header of " + Long.toUnsignedString(headerLength) + " bytes does not fit into the file's "
                        + size + " bytes: truncated, or not a safetensors file");
            }
            byte[] text = readFully(channel, Long.BYTES, (int) headerLength, "the header").array();
            JsonNode header = JSON.readTree(new String(text, StandardCharsets.UTF_8));
            if (!header.isObject()) {
                throw new IOException("the header is not a JSON object");
            }
            long dataStart = Long.BYTES + headerLength;
            Map<String, Entry> entries = readEntries(header, size - dataStart);
            SafeTensors opened = new SafeTensors(file, readMetadata(header), entries, dataStart);
            opened.verifyChecksum(channel, size);
            return opened;
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(file + ": the header is not valid JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + reason(e), e);
        }
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof FileSystemException f && f.getReason() == null) { // its message is the path alone
            return e.getClass().getSimpleName().replace("Exception", "") + " " + f.getFile();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
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

    private void verifyChecksum(FileChannel channel, long size) throws IOException {
        String expected = metadata.get(CHECKSUM);
        if (expected == null) {
            return;
        }
        CRC32C checksum = new CRC32C();
        for (long at = dataStart; at < size; at += BLOCK) {
            checksum.update(readFully(channel, at, (int) Math.min(BLOCK, size - at), "the data"));
        }
        String actual = Long.toHexString(checksum.getValue());
        if (!actual.equals(expected)) {
            throw new IOException("checksum: expected " + expected + " but got " + actual + ": the file is damaged");
        }
    }

    private static ByteBuffer readFully(FileChannel channel, long at, int length, String what) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, at + bytes.position()) < 0) {
                throw new EOFException("the file ends at byte " + channel.size() + ", within " + what + ": truncated");
            }
        }
        return bytes.flip();
    }

    public Path file() {
        return file;
    }

    public Map<String, String> metadata() {
        return metadata;
    }

    /** The tensors' names and shapes, in the order of the header. */
    public Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        entries.forEach((name, entry) -> shapes.put(name, entry.shape));
        return shapes;
    }

    /**
     * The numbers of one tensor, row-major.
     *
     * @throws UncheckedIOException if there is no such tensor, or it can't be read
     */
    public float[] floats(String name) {
        Entry entry = entries.get(name);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (entry == null) {
                throw new IOException("tensor '" + name + "' is missing; there are " + entries.keySet());
            }
            float[] floats = new float[entry.shape.size()];
            for (int from = 0; from < floats.length; from += BLOCK) {
                int length = Math.min(BLOCK, floats.length - from);
                readFully(channel, dataStart + entry.from + (long) from * Float.BYTES, length * Float.BYTES,
                        "tensor '" + name + "'").asFloatBuffer().get(floats, from, length);
            }
            return floats;
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + reason(e), e);
        }
    }
}
