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
 * Named tensors and text metadata in one file of the safetensors format (huggingface/safetensors): eight bytes with the
 * length of a JSON header, the header, the numbers, all little-endian. The same bytes are read from and written to
 * streams and arrays, with the same checks.
 *
 * <p>Files are written in 32-bit floats. What is read may be of any type: F64, F32, F16 and BF16 become floats, and
 * {@link #conversions} says which did not stay what they were; tensors of other types, and empty ones, are listed in
 * {@link #tensors}, but their numbers are not given.
 *
 * <p>The metadata key {@value #CHECKSUM} holds a CRC-32C of the numbers, {@value #HEADER_CHECKSUM} one of what the
 * header says; a file that has them is checked when it is opened, and {@value #CHECKED} says that it has both. A file
 * stays open until it is closed, so that the numbers are those that were checked, even if another file takes its name
 * meanwhile. It may be larger than memory; if it is truncated while it is open, that is an error like any other damage.
 * What comes from a stream or an array is kept in memory until this is closed.
 *
 * <p>Not thread-safe: one for each thread that reads.
 */
public final class SafeTensors implements AutoCloseable {
    /** Metadata: the CRC-32C of all numbers, in hexadecimal. */
    public static final String CHECKSUM = "gru4j.crc32c";
    /** Metadata: the CRC-32C of the other metadata and of the tensors' names and shapes, in hexadecimal. */
    public static final String HEADER_CHECKSUM = "gru4j.header_crc32c";

    /** Metadata: says that both checksums are there, so that damage to their names is found too. */
    static final String CHECKED = "gru4j.checked";

    static final String CHECKED_ALL = "data, header";
    /** The metadata that belong to the file itself, whatever it holds. */
    public static final Set<String> OWN_METADATA = Set.of(CHECKSUM, HEADER_CHECKSUM, CHECKED);

    /** Texts among the metadata; each takes up to a hundred times its own bytes. */
    static final int MAX_METADATA = 65_536;
    /** Bytes of memory for each byte of a header, at most, while it is read. */
    static final int MEMORY_PER_HEADER_BYTE = 12;
    /** Bytes that are read at a time. */
    private static final int BLOCK = 1 << 18;
    /** The format's own limit. */
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
     * Writes a file, or leaves the one that is there as it is: the new one is complete on disk before it takes its
     * name.
     *
     * @throws UncheckedIOException with the path, if it can't be written
     */
    public static void write(Path file, Map<String, String> metadata, Map<String, Tensor> tensors) {
        SafeTensorsWriter.write(file, metadata, sources(tensors, FloatSource::of));
    }

    /**
     * Writes what a file would hold to a stream, which is flushed, but not closed. After a failure the stream has some
     * of the bytes, which no reader accepts.
     *
     * @throws org.gru4j.file.WriteFailedException with the stream's exception as its cause, if it can't be written
     */
    public static void write(OutputStream out, Map<String, String> metadata, Map<String, Tensor> tensors) {
        SafeTensorsWriter.write(out, metadata, sources(tensors, FloatSource::of));
    }

    /** {@link #write(Path, Map, Map)} of what is in no backend's memory. */
    public static void writeFloats(Path file, Map<String, String> metadata, Map<String, ShapedFloats> tensors) {
        SafeTensorsWriter.write(file, metadata, sources(tensors, FloatSource::of));
    }

    /** {@link #write(OutputStream, Map, Map)} of what is in no backend's memory. */
    public static void writeFloats(OutputStream out, Map<String, String> metadata, Map<String, ShapedFloats> tensors) {
        SafeTensorsWriter.write(out, metadata, sources(tensors, FloatSource::of));
    }

    private static <V> Map<String, FloatSource> sources(Map<String, V> tensors, Function<V, FloatSource> source) {
        Map<String, FloatSource> sources = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> sources.put(name, source.apply(tensor)));
        return sources;
    }

    /**
     * Opens a file, and checks all of it: offsets, shapes, the file's length, and the checksums if there are any. That
     * takes at most {@value #MEMORY_PER_HEADER_BYTE} bytes of memory for each byte of the header, and some for up to
     * {@value #MAX_METADATA} metadata, whatever the header says; if that is more than Java may use, or the header is
     * longer than the format's limit of {@value #MAX_HEADER} bytes, the file is refused before the header is read.
     *
     * @throws UncheckedIOException with the path and what is wrong
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
     * Reads a stream to its end, and checks all of it as {@link #open} does. The stream is not closed.
     *
     * <p>All that it delivers is kept in memory, which is allocated as it arrives: a header that announces more than
     * follows costs nothing. Reading ends one byte after what the header announces, at the latest.
     *
     * @throws UncheckedIOException with what is wrong; if the stream threw an exception, that is its cause
     */
    public static SafeTensors read(InputStream in) {
        return read("stream", Objects.requireNonNull(in, "in"), Bytes.UNKNOWN);
    }

    /**
     * Reads what a file would hold, and checks all of it as {@link #open} does. The array is copied.
     *
     * @throws UncheckedIOException with what is wrong
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

    /** @param bytes the result's to close; closed here if they are refused */
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
                            ? " bytes is none: not a safetensors file"
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

    /** What errors call it: the path of the file, {@code stream} or {@code bytes}. */
    public String source() {
        return source;
    }

    public Map<String, String> metadata() {
        return header.metadata();
    }

    /** All tensors of the file, in the order of the header. */
    public Map<String, StoredTensor> tensors() {
        return header.tensors();
    }

    /** The names and shapes of the tensors that {@link #floats} gives, in the order of the header. */
    public Map<String, Shape> shapes() {
        return header.shapes();
    }

    /** A notice for each tensor whose numbers {@link #floats} gives in another type than the file has them in. */
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
     * The numbers of one tensor, row-major: of F64 the nearest floats, of F16 and BF16 the same.
     *
     * @throws UncheckedIOException if there is no such tensor, it is not {@linkplain StoredTensor#isReadable readable},
     *     a finite number of it lies beyond the floats, or the file was truncated since it was opened
     */
    public float[] floats(String name) {
        return floats(name, 0, Integer.MAX_VALUE);
    }

    /** Elements {@code from …} of one tensor, {@code count} of them, or as many as there are. */
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
