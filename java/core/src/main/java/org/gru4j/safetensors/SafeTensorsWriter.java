package org.gru4j.safetensors;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.gru4j.file.AtomicFile;
import org.gru4j.file.WriteFailedException;

/** Writes files of {@link SafeTensors}. Thread-safe: it has no state. */
public final class SafeTensorsWriter {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BLOCK = 1 << 16;
    private static final int ALIGNMENT = 8;

    private SafeTensorsWriter() {}

    /**
     * Writes a file. See {@link SafeTensors#write(Path, Map, Map)}.
     *
     * @throws IllegalArgumentException if a tensor has the name that the format reserves for metadata
     */
    public static void write(Path file, Map<String, String> metadata, Map<String, FloatSource> tensors) {
        requireNames(tensors);
        AtomicFile.writeStream(file, out -> writeTo(out, metadata, tensors));
    }

    /**
     * Writes to a stream. See {@link SafeTensors#write(OutputStream, Map, Map)}.
     *
     * @throws IllegalArgumentException if a tensor has the name that the format reserves for metadata
     */
    public static void write(OutputStream out, Map<String, String> metadata, Map<String, FloatSource> tensors) {
        requireNames(tensors);
        try {
            writeTo(out, metadata, tensors);
            out.flush();
        } catch (IOException e) {
            throw WriteFailedException.of("stream", e);
        }
    }

    private static void requireNames(Map<String, FloatSource> tensors) {
        if (tensors.containsKey(SafeTensorsHeader.METADATA)) {
            throw new IllegalArgumentException(
                    "tensor '" + SafeTensorsHeader.METADATA + "': the format reserves this name");
        }
    }

    private static void writeTo(OutputStream out, Map<String, String> metadata, Map<String, FloatSource> tensors)
            throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        CRC32C checksum = new CRC32C();
        for (FloatSource tensor : tensors.values()) {
            forEachBlock(tensor, block, checksum::update);
        }
        ObjectNode header = JSON.createObjectNode();
        ObjectNode texts = header.putObject(SafeTensorsHeader.METADATA);
        Map<String, String> all = new LinkedHashMap<>(metadata);
        all.put(SafeTensors.CHECKED, SafeTensors.CHECKED_ALL);
        all.put(SafeTensors.CHECKSUM, Long.toHexString(checksum.getValue()));
        all.put(
                SafeTensors.HEADER_CHECKSUM,
                SafeTensorsHeader.checksum(
                        all, sink -> tensors.forEach((name, tensor) -> sink.accept(name, tensor.shape()))));
        all.forEach(texts::put);
        long offset = 0;
        for (Map.Entry<String, FloatSource> tensor : tensors.entrySet()) {
            long end = offset + (long) tensor.getValue().shape().size() * Float.BYTES;
            ObjectNode entry = header.putObject(tensor.getKey()).put("dtype", "F32");
            ArrayNode dims = entry.putArray("shape");
            for (int dim : tensor.getValue().shape().toArray()) {
                dims.add(dim);
            }
            entry.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        byte[] text = padded(JSON.writeValueAsBytes(header));
        out.write(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .array());
        out.write(text);
        for (FloatSource tensor : tensors.values()) {
            forEachBlock(tensor, block, bytes -> out.write(bytes.array(), bytes.arrayOffset(), bytes.limit()));
        }
    }

    /**
     * Pads the header with spaces to a multiple of eight bytes, so that programs that map the file find the numbers
     * aligned.
     */
    private static byte[] padded(byte[] text) {
        byte[] padded = Arrays.copyOf(text, (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        Arrays.fill(padded, text.length, padded.length, (byte) ' ');
        return padded;
    }

    private interface BlockConsumer {
        void accept(ByteBuffer bytes) throws IOException;
    }

    private static void forEachBlock(FloatSource tensor, ByteBuffer block, BlockConsumer consumer) throws IOException {
        float[] floats = new float[BLOCK];
        int size = tensor.shape().size();
        for (int from = 0; from < size; from += BLOCK) {
            int length = Math.min(BLOCK, size - from);
            tensor.read(from, floats, length);
            block.clear();
            block.asFloatBuffer().put(floats, 0, length);
            consumer.accept(block.limit(length * Float.BYTES));
        }
    }
}
