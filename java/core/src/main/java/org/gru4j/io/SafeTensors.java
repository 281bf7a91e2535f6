package org.gru4j.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.zip.CRC32C;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;

/**
 * Named tensors of 32-bit floats, and text metadata, in one file of the safetensors format: eight bytes with the length
 * of a JSON header, the header, the numbers, all little-endian.
 *
 * <p>The metadata key {@value #CHECKSUM} holds a CRC-32C of the numbers, {@value #HEADER_CHECKSUM} one of what the
 * header says; a file that has them is checked when it is opened. The file stays open until it is closed, so that the
 * numbers are those that were checked, even if another file takes its name meanwhile.
 */
public final class SafeTensors implements AutoCloseable {
    /** Metadata: the CRC-32C of all numbers, in hexadecimal. */
    public static final String CHECKSUM = "gru4j.crc32c";
    /** Metadata: the CRC-32C of the other metadata and of the tensors' names and shapes, in hexadecimal. */
    public static final String HEADER_CHECKSUM = "gru4j.header_crc32c";

    private static final int BLOCK = 1 << 16;
    private static final int MAX_HEADER = 100 << 20;

    private final Path file;
    private final SafeTensorsHeader header;
    private final FileChannel channel;
    private final long dataStart;

    private SafeTensors(Path file, SafeTensorsHeader header, FileChannel channel, long dataStart) {
        this.file = file;
        this.header = header;
        this.channel = channel;
        this.dataStart = dataStart;
    }

    /**
     * Writes a file, or leaves the one that is there as it is: the new one is complete on disk before it takes its
     * name.
     *
     * @throws UncheckedIOException with the path, if it can't be written
     */
    public static void write(Path file, Map<String, String> metadata, Map<String, Tensor> tensors) {
        SafeTensorsWriter.write(file, metadata, tensors);
    }

    /**
     * Opens a file, and checks all of it: offsets, shapes, the file's length, and the checksums if there are any.
     *
     * @throws UncheckedIOException with the path and what is wrong
     */
    public static SafeTensors open(Path file) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
            return check(file, channel);
        } catch (IOException e) {
            close(channel, e);
            throw new UncheckedIOException(file + ": " + (e instanceof JsonProcessingException json
                    ? "the header is not valid JSON: " + json.getOriginalMessage() : reason(e)), e);
        } catch (RuntimeException e) {
            close(channel, e);
            throw e;
        }
    }

    private static void close(FileChannel channel, Exception cause) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private static SafeTensors check(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        long headerLength = readFully(channel, 0, Long.BYTES, "the header's length").getLong();
        if (headerLength < 2 || headerLength > Math.min(size - Long.BYTES, MAX_HEADER)) {
            throw new IOException("a header of " + Long.toUnsignedString(headerLength) + " bytes does not fit into the file's "
                    + size + " bytes: truncated, or not a safetensors file");
        }
        byte[] text = readFully(channel, Long.BYTES, (int) headerLength, "the header").array();
        long dataStart = Long.BYTES + headerLength;
        SafeTensors opened = new SafeTensors(file, SafeTensorsHeader.parse(text, size - dataStart), channel, dataStart);
        opened.verifyChecksum(size);
        return opened;
    }

    static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof FileSystemException f && f.getReason() == null) { // its message is the path alone
            return e.getClass().getSimpleName().replace("Exception", "") + " " + f.getFile();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private void verifyChecksum(long size) throws IOException {
        String expected = metadata().get(CHECKSUM);
        if (expected == null) {
            return;
        }
        CRC32C checksum = new CRC32C();
        for (long at = dataStart; at < size; at += BLOCK) {
            checksum.update(readFully(channel, at, (int) Math.min(BLOCK, size - at), "the data"));
        }
        requireChecksum("checksum", expected, Long.toHexString(checksum.getValue()));
    }

    static void requireChecksum(String what, String expected, String actual) throws IOException {
        if (!actual.equals(expected)) {
            throw new IOException(what + ": expected " + expected + " but got " + actual + ": the file is damaged");
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
        return header.metadata();
    }

    /** The tensors' names and shapes, in the order of the header. */
    public Map<String, Shape> shapes() {
        return header.shapes();
    }

    /**
     * The numbers of one tensor, row-major.
     *
     * @throws UncheckedIOException if there is no such tensor, or it can't be read
     */
    public float[] floats(String name) {
        SafeTensorsHeader.Entry entry = header.entries().get(name);
        try {
            if (entry == null) {
                throw new IOException("tensor '" + name + "' is missing; there are " + header.entries().keySet());
            }
            float[] floats = new float[entry.shape().size()];
            for (int from = 0; from < floats.length; from += BLOCK) {
                int length = Math.min(BLOCK, floats.length - from);
                readFully(channel, dataStart + entry.from() + (long) from * Float.BYTES, length * Float.BYTES,
                        "tensor '" + name + "'").asFloatBuffer().get(floats, from, length);
            }
            return floats;
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + reason(e), e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + reason(e), e);
        }
    }
}
