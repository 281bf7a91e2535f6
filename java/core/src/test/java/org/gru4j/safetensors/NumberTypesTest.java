package org.gru4j.safetensors;

import static org.gru4j.testing.Messages.assertMentions;
import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.gru4j.tensor.Shape;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of other programs, with numbers of any type, as floats. */
class NumberTypesTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("model.safetensors");
    }

    /** The format's eight bytes, the header, and so many bytes of data. */
    private static ByteBuffer start(String header, int dataLength) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + dataLength)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text);
    }

    private static String entry(String dtype, String dims, long from, long end) {
        return "{\"dtype\":\"" + dtype + "\",\"shape\":[" + dims + "],\"data_offsets\":[" + from + "," + end + "]}";
    }

    private float[] floats(String dtype, int size, long... bits) throws IOException {
        ByteBuffer bytes = start(
                "{\"x\":" + entry(dtype, "" + bits.length, 0, (long) size * bits.length) + "}", size * bits.length);
        for (long number : bits) {
            switch (size) {
                case 2 -> bytes.putShort((short) number);
                case 4 -> bytes.putInt((int) number);
                default -> bytes.putLong(number);
            }
        }
        Files.write(file, bytes.array());
        try (SafeTensors tensors = SafeTensors.open(file)) {
            return tensors.floats("x");
        }
    }

    /** Bits and values from IEEE 754-2008, section 3.4: (−1)^s · 2^(e−15) · (1 + f/1024); subnormals f · 2⁻²⁴. */
    @ParameterizedTest
    @CsvSource({
        "0000, 0x0p0",
        "8000, -0x0p0",
        "0001, 0x1p-24",
        "8001, -0x1p-24",
        "03ff, 0x3ffp-24",
        "0400, 0x1p-14",
        "3555, 0x1.554p-2",
        "3c00, 0x1p0",
        "3c01, 0x1.004p0",
        "c000, -0x1p1",
        "7bff, 0x1.ffcp15",
        "7c00, Infinity",
        "fc00, -Infinity",
        "7c01, NaN",
        "fe00, NaN"
    })
    void halves(String bits, String value) throws IOException {
        assertEquals(Float.parseFloat(value), floats("F16", 2, Long.parseLong(bits, 16))[0]);
    }

    /** Each of them, by the formula. */
    @Test
    void allHalvesAreExact() {
        for (int bits = 0; bits < 1 << 15; bits++) {
            int exponent = bits >> 10;
            int fraction = bits & 0x3ff;
            double expected = exponent == 31
                    ? fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN
                    : exponent == 0 ? fraction * 0x1p-24 : Math.scalb(1 + fraction / 1024.0, exponent - 15);
            assertEquals((float) expected, HalfFloat.toFloat((short) bits));
            assertEquals((float) -expected, HalfFloat.toFloat((short) (bits | 0x8000)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0000, 0x0p0",
        "8000, -0x0p0",
        "0001, 0x1p-133",
        "0080, 0x1p-126",
        "3f80, 0x1p0",
        "3fff, 0x1.fep0",
        "bf81, -0x1.02p0",
        "7f7f, 0x1.fep127",
        "7f80, Infinity",
        "ff80, -Infinity",
        "7fc0, NaN"
    })
    void brainFloats(String bits, String value) throws IOException {
        assertEquals(Float.parseFloat(value), floats("BF16", 2, Long.parseLong(bits, 16))[0]);
    }

    /** To the nearest, ties to even; what is below the smallest float becomes a zero of its sign. */
    @ParameterizedTest
    @CsvSource({
        "0x1p0, 0x1p0",
        "0x1.0000010000001p0, 0x1.000002p0",
        "0x1.000001p0, 0x1p0",
        "0x1.000003p0, 0x1.000004p0",
        "0x1p-149, 0x1p-149",
        "0x1p-150, 0x0p0",
        "-0x1p-1074, -0x0p0",
        "0x1.fffffefffffffp127, 0x1.fffffep127",
        "Infinity, Infinity",
        "-Infinity, -Infinity",
        "NaN, NaN"
    })
    void doubles(String number, String value) throws IOException {
        assertEquals(
                Float.parseFloat(value), floats("F64", 8, Double.doubleToRawLongBits(Double.parseDouble(number)))[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x1.ffffffp127", "-0x1p128", "1.7976931348623157e308"})
    void doublesBeyondTheFloatsAreRefused(String number) {
        double beyond = Double.parseDouble(number);
        assertSays(
                UncheckedIOException.class,
                file + ": tensor 'x': element 2 is " + beyond + ", beyond the largest float",
                () -> floats("F64", 8, 0, 0, Double.doubleToRawLongBits(beyond)));
    }

    @Test
    void everyBlockOfATensorIsConverted() throws IOException {
        long[] bits = new long[100_001];
        float[] expected = new float[bits.length];
        for (int k = 0; k < bits.length; k++) {
            bits[k] = Double.doubleToRawLongBits(k / 3.0);
            expected[k] = (float) (k / 3.0);
        }
        assertArrayEquals(expected, floats("F64", 8, bits));
    }

    @Test
    void conversionsAreNamed() throws IOException {
        Files.write(
                file,
                start(
                                "{\"a\":" + entry("F32", "1", 0, 4) + ",\"b\":" + entry("F16", "", 4, 6) + ",\"c\":"
                                        + entry("BF16", "1,1", 6, 8) + ",\"d\":" + entry("F64", "1", 8, 16) + ",\"e\":"
                                        + entry("I64", "1", 16, 24)
                                        + "}",
                                24)
                        .array());
        try (SafeTensors tensors = SafeTensors.open(file)) {
            assertEquals(
                    List.of(
                            "tensor 'b': F16 read as F32, exactly",
                            "tensor 'c': BF16 read as F32, exactly",
                            "tensor 'd': F64 rounded to F32"),
                    tensors.conversions());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "I64,64",
        "I32,32",
        "I16,16",
        "I8,8",
        "U64,64",
        "U32,32",
        "U16,16",
        "U8,8",
        "BOOL,8",
        "F8_E4M3,8",
        "F8_E5M2,8",
        "F8_E8M0,8",
        "F6_E2M3,6",
        "F6_E3M2,6",
        "F4,4",
        "C64,64"
    })
    void tensorsOfOtherTypesAreListedButNotRead(String dtype, int bits) throws IOException {
        Files.write(
                file,
                start(
                                "{\"x\":" + entry("F32", "2", 0, 8) + ",\"num_batches_tracked\":"
                                        + entry(dtype, "2,4", 8, 8 + bits) + "}",
                                8 + bits)
                        .array());
        try (SafeTensors tensors = SafeTensors.open(file)) {
            assertEquals(
                    new StoredTensor(dtype, List.of(2L, 4L)), tensors.tensors().get("num_batches_tracked"));
            assertEquals(Set.of("x"), tensors.shapes().keySet());
            assertArrayEquals(new float[2], tensors.floats("x"));
            assertSays(
                    UncheckedIOException.class,
                    file + ": tensor 'num_batches_tracked': expected floats (F64, F32," + " F16 or BF16) but got dtype "
                            + dtype,
                    () -> tensors.floats("num_batches_tracked"));
        }
    }

    @Test
    void emptyTensorsAndScalarsDoNotKeepTheOthersFromBeingRead() throws IOException {
        Files.write(
                file,
                start(
                                "{\"empty\":" + entry("F32", "3,0", 4, 4) + ",\"scalar\":" + entry("F32", "", 0, 4)
                                        + ",\"none\":" + entry("F64", "0,9223372036854775807", 0, 0) + "}",
                                4)
                        .putFloat(7)
                        .array());
        try (SafeTensors tensors = SafeTensors.open(file)) {
            assertEquals(
                    List.of("empty", "scalar", "none"),
                    List.copyOf(tensors.tensors().keySet()));
            assertEquals(Shape.of(), tensors.shapes().get("scalar"));
            assertArrayEquals(new float[] {7}, tensors.floats("scalar"));
            assertSays(
                    UncheckedIOException.class,
                    file + ": tensor 'empty': expected numbers but it is empty",
                    () -> tensors.floats("empty"));
            assertMentions(
                    IllegalStateException.class,
                    () -> tensors.tensors().get("none").shape(),
                    "F64 [0, 9223372036854775807]");
        }
    }

    /** Without a checksum: to read so much would take its time. The file has holes, and takes next to no disk. */
    @Test
    void aFileLargerThanABufferIsRead() throws IOException {
        long first = (long) Shape.MAX_SIZE + 1; // floats, a few too many for one array
        long end = first * Float.BYTES;
        byte[] header = start(
                        "{\"large\":" + entry("F32", "" + first, 0, end) + ",\"doubles\":"
                                + entry("F64", "" + (1L << 28), end, end + (1L << 31)) + ",\"last\":"
                                + entry("F16", "3", end + (1L << 31), end + (1L << 31) + 6) + "}",
                        0)
                .array();
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.write(header);
            sparse.setLength(header.length + end + (1L << 31) + 6);
            sparse.seek(header.length + end + (1L << 31));
            sparse.write(new byte[] {0, 0x3c, 0, 0x40, 0, (byte) 0xc4});
        }
        try (SafeTensors tensors = SafeTensors.open(file)) {
            assertArrayEquals(new float[] {1, 2, -4}, tensors.floats("last"));
            assertTrue(tensors.tensors().get("doubles").isReadable(), "2 GiB, but of 2^28 numbers");
            assertFalse(tensors.tensors().get("large").isReadable());
            assertSays(
                    UncheckedIOException.class,
                    file + ": tensor 'large': expected at most 536870911 numbers but" + " got 536870912",
                    () -> tensors.floats("large"));
        }
    }
}
