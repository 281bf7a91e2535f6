package org.gru4j.safetensors;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.gru4j.file.Excerpt;
import org.gru4j.file.FileProblem;
import org.gru4j.lifetime.Closing;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;

/**
 * Named tensors and text metadata in one file of the safetensors format (huggingface/safetensors). The file consists of
 * eight bytes with the length of a JSON header, the header, and the numbers, all little-endian. The same bytes can be
 * read from and written to streams and arrays, with the same checks.
 *
 * <p>Files are written in 32-bit floats. Files that are read may contain any type: F64, F32, F16 and BF16 become
 * floats, and {@link #conversions} lists the tensors whose type was converted. {@link #tensors} also lists tensors of
 * other types and empty ones, but their numbers can't be read.
 *
 * <p>The metadata key {@value #CHECKSUM} holds a CRC-32C of the numbers, and {@value #HEADER_CHECKSUM} one of the
 * header's content. {@value #CHECKED} states that the file has both. Checksums are verified when the file is opened.
 * The file stays open until it is closed, so that the numbers are those that were checked, even if another file takes
 * its name meanwhile. A file may be larger than memory. If it is truncated while it is open, reading fails as for any
 * other damage. Content from a stream or an array is kept in memory until this object is closed.
 *
 * <p>Not thread-safe: use one for each thread that reads.
 */
public final class SafeTensors implements AutoCloseable {
    /** Metadata key: the CRC-32C of all numbers, in hexadecimal. */
    public static final String CHECKSUM = "gru4j.crc32c";
    /** Metadata key: the CRC-32C of the other metadata and of the tensors' names and shapes, in hexadecimal. */
    public static final String HEADER_CHECKSUM = "gru4j.header_crc32c";

    /** Metadata key: states that both checksums exist, so that damage to their keys is detected too. */
    static final String CHECKED = "gru4j.checked";

    static final String CHECKED_ALL = "data, header";
    /** Metadata keys that belong to the file itself, whatever its content. */
    public static final Set<String> OWN_METADATA = Set.of(CHECKSUM, HEADER_CHECKSUM, CHECKED);

    /** Largest number of metadata entries. Each may take up to a hundred times its size in memory. */
    static final int MAX_METADATA = 65_536;
    /** Upper bound of the memory for reading a header, in bytes for each byte of the header. */
    static final int MEMORY_PER_HEADER_BYTE = 12;
    /** Number of bytes that are read at a time. */
    private static final int BLOCK = 1 << 18;
    /** Largest header in bytes: a limit of the format. */
    static final int MAX_HEADER = 100_000_000;

    private final String source;
    private final SafeTensorsHeader header;
    private final Bytes bytes;
    private final long dataStart;

    private SafeTensors(String source, SafeTensorsHeader header, Bytes bytes, long dataStart) {
        this.source = source;
        this.header = header;
        this.bytes = bytes;
        this.dataStart = dataStart;
    }

    /**
     * Writes a file. The new file is complete on disk before it takes the name; if writing fails, an existing file does
     * not change.
     *
     * @throws UncheckedIOException if it can't be written; the message has the path
     */
    public static void write(Path file, Map<String, String> metadata, Map<String, Tensor> tensors) {
        SafeTensorsWriter.write(file, metadata, sources(tensors, FloatSource::of));
    }

    /**
     * Writes the content of a file to a stream. The stream is flushed but not closed. After a failure it has received
     * some of the bytes; no reader accepts these.
     *
     * @throws org.gru4j.file.WriteFailedException if it can't be written; the cause is the stream's exception
     */
    public static void write(OutputStream out, Map<String, String> metadata, Map<String, Tensor> tensors) {
        SafeTensorsWriter.write(out, metadata, sources(tensors, FloatSource::of));
    }

    /** Writes numbers that are in plain arrays; see {@link #write(Path, Map, Map)}. */
    public static void writeFloats(Path file, Map<String, String> metadata, Map<String, ShapedFloats> tensors) {
        SafeTensorsWriter.write(file, metadata, sources(tensors, FloatSource::of));
    }

    /** Writes numbers that are in plain arrays; see {@link #write(OutputStream, Map, Map)}. */
    public static void writeFloats(OutputStream out, Map<String, String> metadata, Map<String, ShapedFloats> tensors) {
        SafeTensorsWriter.write(out, metadata, sources(tensors, FloatSource::of));
    }

    private static <V> Map<String, FloatSource> sources(Map<String, V> tensors, Function<V, FloatSource> source) {
        Map<String, FloatSource> sources = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> sources.put(name, source.apply(tensor)));
        return sources;
    }

    /**
     * Opens a file and checks all of it: offsets, shapes, the file's length, and the checksums if there are any.
     *
     * <p>This takes at most {@value #MEMORY_PER_HEADER_BYTE} bytes of memory for each byte of the header, plus some for
     * up to {@value #MAX_METADATA} metadata entries, regardless of the header's content. A file is rejected before its
     * header is read if that is more than Java may use, or if the header is longer than the format's limit of
     * {@value #MAX_HEADER} bytes.
     *
     * @throws UncheckedIOException if the file can't be read or is damaged; the message has the path and the problem
     */
    public static SafeTensors open(Path file) {
        String source = file.toString();
        try {
            return check(source, new OpenFile(FileChannel.open(file, StandardOpenOption.READ)));
        } catch (IOException e) {
            throw failure(source, e);
        }
    }

    /**
     * Reads a stream to its end and checks everything, as {@link #open} does. The stream is not closed.
     *
     * <p>All bytes are kept in memory, which is allocated as they arrive. A header that describes more data than
     * follows therefore costs no memory. Reading ends at the latest one byte after the data that the header describes.
     *
     * @throws UncheckedIOException if the content is damaged; the message describes the problem. If the stream threw an
     *     exception, this is the cause
     */
    public static SafeTensors read(InputStream in) {
        return read("stream", Objects.requireNonNull(in, "in"), Bytes.UNKNOWN);
    }

    /**
     * Reads the content of a file from an array and checks everything, as {@link #open} does. The array is copied.
     *
     * @throws UncheckedIOException if the content is damaged; the message describes the problem
     */
    public static SafeTensors read(byte[] bytes) {
        return read("bytes", new ByteArrayInputStream(bytes), bytes.length);
    }

    private static SafeTensors read(String source, InputStream in, long size) {
        try {
            return check(source, new ReceivedBytes(in, size));
        } catch (IOException e) {
            throw failure(source, e);
        }
    }

    private static UncheckedIOException failure(String source, IOException e) {
        return new UncheckedIOException(source + ": " + FileProblem.of(e), e);
    }

    /** @param bytes the result closes them; if they are rejected, this method does */
    private static SafeTensors check(String source, Bytes bytes) throws IOException {
        try {
            byte[] length = bytes.take(0, Long.BYTES, "the header's length");
            long headerLength =
                    ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong();
            requireHeaderLength(headerLength, bytes.size());
            byte[] text = bytes.take(Long.BYTES, (int) headerLength, "the header");
            long dataStart = Long.BYTES + headerLength;
            SafeTensorsHeader header = SafeTensorsHeader.parse(
                    text, bytes.size() == Bytes.UNKNOWN ? Bytes.UNKNOWN : bytes.size() - dataStart);
            bytes.requireEnd(dataStart, dataStart + header.dataLength());
            SafeTensors checked = new SafeTensors(source, header, bytes, dataStart);
            checked.verifyChecksum();
            return checked;
        } catch (IOException | RuntimeException e) {
            Closing.after(e, bytes);
            throw e;
        }
    }

    private static void requireHeaderLength(long length, long fileSize) throws IOException {
        boolean unknown = fileSize == Bytes.UNKNOWN;
        if (length < 2 || !unknown && length > fileSize - Long.BYTES) {
            throw new IOException("a header of " + Long.toUnsignedString(length)
                    + (unknown
                            ? " bytes is impossible: not a safetensors file"
                            : " bytes does not fit into the file's " + fileSize
                                    + " bytes: truncated, or not a safetensors file"));
        }
        if (length > MAX_HEADER) {
            throw new IOException("expected a header of at most " + MAX_HEADER
                    + " bytes, the format's limit, but got one of "
                    + length);
        }
        long needed = MEMORY_PER_HEADER_BYTE * length;
        if (needed > Runtime.getRuntime().maxMemory()) {
            throw new IOException("a header of " + length + " bytes may take " + (needed >> 20)
                    + " MiB to read, but Java may"
                    + " use " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB; -Xmx" + ((needed >> 19) + 1)
                    + "m is enough");
        }
    }

    private void verifyChecksum() throws IOException {
        String expected = metadata().get(CHECKSUM);
        if (expected == null) {
            return;
        }
        CRC32C checksum = new CRC32C();
        byte[] block = new byte[BLOCK];
        long end = dataStart + header.dataLength();
        for (long at = dataStart; at < end; at += BLOCK) {
            int length = (int) Math.min(BLOCK, end - at);
            bytes.read(at, block, length, "the data");
            checksum.update(block, 0, length);
        }
        requireChecksum("checksum", expected, Long.toHexString(checksum.getValue()));
    }

    static void requireChecksum(String what, String expected, String actual) throws IOException {
        if (!actual.equals(expected)) {
            throw new IOException(
                    what + ": expected " + Excerpt.of(expected) + " but got " + actual + ": the file is damaged");
        }
    }

    /** Name of the source in error messages: the path of the file, {@code stream} or {@code bytes}. */
    public String source() {
        return source;
    }

    /** The text metadata of the file. */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /** All tensors of the file, in the order of the header. */
    public Map<String, StoredTensor> tensors() {
        return header.tensors();
    }

    /** Names and shapes of the tensors that {@link #floats} can read, in the order of the header. */
    public Map<String, Shape> shapes() {
        return header.shapes();
    }

    /** Returns a notice for each tensor that {@link #floats} returns in another type than the file's. */
    public List<String> conversions() {
        List<String> conversions = new ArrayList<>();
        tensors().forEach((name, tensor) -> {
            if (tensor.isReadable() && !tensor.dtype().equals(NumberType.F32.name())) {
                conversions.add("tensor '" + name + "': " + tensor.dtype()
                        + (tensor.dtype().equals(NumberType.F64.name()) ? " rounded to F32" : " read as F32, exactly"));
            }
        });
        return conversions;
    }

    /**
     * Returns the numbers of one tensor, row-major: F64 rounded to the nearest floats, F16 and BF16 exactly.
     *
     * @throws UncheckedIOException if there is no such tensor, it is not {@linkplain StoredTensor#isReadable readable},
     *     a finite number exceeds the range of floats, or the file was truncated since it was opened
     */
    public float[] floats(String name) {
        return floats(name, 0, Integer.MAX_VALUE);
    }

    /** Returns elements {@code from …} of one tensor: {@code count} of them, or as many as there are. */
    public float[] floats(String name, int from, int count) {
        String what = "tensor '" + name + "'";
        try {
            SafeTensorsHeader.Entry entry = header.entries().get(name);
            if (entry == null) {
                throw new IOException(
                        what + " is missing; there are " + header.entries().keySet());
            }
            if (!entry.tensor().isReadable()) {
                throw new IOException(what + ": " + entry.tensor().whyNotReadable());
            }
            NumberType type = NumberType.valueOf(entry.tensor().dtype());
            float[] floats = new float[Math.min(count, (int) entry.tensor().count() - from)];
            byte[] block = new byte[(int) Math.min(BLOCK, (long) floats.length * type.bits() / Byte.SIZE)];
            int perBlock = block.length / (type.bits() / Byte.SIZE);
            for (int k = 0; k < floats.length; k += perBlock) {
                int length = Math.min(perBlock, floats.length - k);
                bytes.read(
                        dataStart + entry.from() + ((long) from + k) * type.bits() / Byte.SIZE,
                        block,
                        length * type.bits() / Byte.SIZE,
                        what);
                type.toFloats(block, floats, k, length, what);
            }
            return floats;
        } catch (IOException e) {
            throw failure(source, e);
        }
    }

    @Override
    public void close() {
        try {
            bytes.close();
        } catch (IOException e) {
            throw failure(source, e);
        }
    }
}
