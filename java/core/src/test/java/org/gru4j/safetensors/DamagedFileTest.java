package org.gru4j.safetensors;

import static java.nio.file.StandardOpenOption.WRITE;
import static org.gru4j.testing.Messages.assertMentions;
import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Way;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a file is found when it is opened, and said with the file's path; of arrays and streams too. */
class DamagedFileTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("damaged.safetensors");
    }

    /** The bytes of a file that is in order, with a checksum. */
    private byte[] good() throws IOException {
        try (Scope scope = new Scope(new ReferenceBackend())) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            tensors.put("a", scope.allocate("a", 2, 2).copyFrom(1, 2, 3, 4));
            tensors.put("b", scope.allocate("b", 3).copyFrom(5, 6, 7));
            SafeTensors.write(file, Map.of("key", "value"), tensors);
        }
        return Files.readAllBytes(file);
    }

    private void write(String header, byte[] data) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        Files.write(
                file,
                ByteBuffer.allocate(8 + text.length + data.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(text.length)
                        .put(text)
                        .put(data)
                        .array());
    }

    /** A file of tensor x with this entry, and eight bytes of data. */
    private void writeEntry(String entry) throws IOException {
        write("{\"x\":" + entry + "}", new byte[8]);
    }

    private void assertRefused(String... parts) {
        for (Way way : Way.values()) {
            String message = refusal(way);
            for (String part : parts) {
                String expected = way == Way.STREAM ? ofUnknownSize(part) : part;
                assertTrue(message.contains(expected), () -> "expected '" + expected + "' in: " + message);
            }
        }
    }

    /** What is said when it is read that way. */
    private String refusal(Way way) {
        String message =
                assertThrows(UncheckedIOException.class, () -> way.open(file)).getMessage();
        assertTrue(message.startsWith(way.source(file) + ": "), message);
        return message;
    }

    /** Of a stream nobody knows how much it has. */
    private static String ofUnknownSize(String message) {
        return message.replaceFirst(" within the file's \\d+ bytes of data", "")
                .replaceFirst("(bytes of data but got) \\d+", "$1 more");
    }

    @Test
    void aFileOfAnotherProgramIsRead() throws IOException {
        byte[] data = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(1)
                .putFloat(2)
                .array();
        write("{\"x\" : {\"data_offsets\":[0,8], \"shape\":[2], \"dtype\":\"F32\"}}    ", data);
        for (Way way : Way.values()) {
            assertArrayEquals(new float[] {1, 2}, way.open(file).floats("x"));
        }
    }

    @Test
    void aFileTruncatedAnywhereIsRefused() throws IOException {
        byte[] good = good();
        for (int length = 0; length < good.length; length++) {
            Files.write(file, Arrays.copyOf(good, length));
            assertRefused("truncated");
        }
    }

    @Test
    void aByteTooManyIsRefused() throws IOException {
        byte[] good = good();
        Files.write(file, Arrays.copyOf(good, good.length + 1));
        assertRefused("expected 28 bytes of data but got 29");
    }

    @Test
    void anyFlippedBitOfTheNumbersIsRefused() throws IOException {
        byte[] good = good();
        for (int bit = (good.length - 28) * 8; bit < good.length * 8; bit++) {
            byte[] damaged = good.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, damaged);
            assertRefused("checksum: expected ", "the file is damaged");
        }
    }

    @Test
    void metadataThatWasChangedIsRefused() throws IOException {
        String good = new String(good(), StandardCharsets.ISO_8859_1);
        Files.write(file, good.replace("\"value\"", "\"valve\"").getBytes(StandardCharsets.ISO_8859_1));
        assertRefused("header checksum: expected ", "the file is damaged");
        Files.write(file, good.replace("\"shape\":[2,2]", "\"shape\":[4,1]").getBytes(StandardCharsets.ISO_8859_1));
        assertRefused("header checksum: expected ", "the file is damaged");
    }

    @Test
    void anotherChecksumIsRefused() throws IOException {
        write(
                "{\"__metadata__\":{\"gru4j.crc32c\":\"deadbeef\"},"
                        + "\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                new byte[8]);
        assertRefused("checksum: expected deadbeef but got 8c28b28a: the file is damaged");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE, -1, 1L << 32, 1_000_000, 1, 0})
    void aHeaderLengthThatCannotBeIsRefused(long length) throws IOException {
        byte[] good = good();
        ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
        Files.write(file, good);
        String header = "a header of " + Long.toUnsignedString(length) + " bytes ";
        for (Way way : List.of(Way.FILE, Way.BYTES)) {
            assertTrue(refusal(way).contains(header + "does not fit into the file's " + good.length + " bytes"));
        }
        String said = refusal(Way.STREAM);
        assertTrue(
                said.contains(
                        length < 2
                                ? header + "is impossible: not a safetensors file"
                                : length > SafeTensors.MAX_HEADER
                                        ? "expected a header of at most 100000000 bytes"
                                        : "it ends at byte " + good.length + ", within the header: truncated"),
                said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"not JSON", "{\"x\":", "{} {}", "{}]"})
    void aHeaderThatIsNoJsonIsRefused(String header) throws IOException {
        write(header, new byte[0]);
        assertRefused("the header is not valid JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "17", "null", "\"text\"", "   "})
    void aHeaderThatIsNoObjectIsRefused(String header) throws IOException {
        write(header, new byte[0]);
        assertRefused("the header is not a JSON object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"f32", "F33", ""})
    void anUnknownTypeOfNumbersIsRefused(String dtype) throws IOException {
        writeEntry("{\"dtype\":\"" + dtype + "\",\"shape\":[2],\"data_offsets\":[0,8]}");
        assertRefused("tensor 'x': expected dtype one of [F64, F32, F16, BF16, ", "] but got '" + dtype + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"17", "\"text\"", "{}", "null"})
    void anEntryThatIsNoTensorIsRefused(String entry) throws IOException {
        writeEntry(entry);
        assertRefused("tensor 'x'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"shape\":[2],",
                "\"data_offsets\":[0,8],",
                "\"shape\":2,\"data_offsets\":[0,8],",
                "\"shape\":[2],\"data_offsets\":[0,8,16],",
                "\"shape\":[2],\"data_offsets\":8,"
            })
    void anEntryWithoutShapeOrOffsetsIsRefused(String fields) throws IOException {
        writeEntry("{" + fields + "\"dtype\":\"F32\"}");
        assertRefused("tensor 'x': expected a dtype, a shape and two data_offsets but got {");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "-8,0",
                "0,16",
                "0,4",
                "8,0",
                "0,9223372036854775807",
                "-9223372036854775808,0",
                "9223372036854775800,-9223372036854775808",
                "18446744073709551616,18446744073709551624",
                "0.0,8.0",
                "0,8.5",
                "\"0\",\"8\"",
                "null,8",
                "[],8"
            })
    void offsetsThatDoNotHoldTheShapeAreRefused(String offsets) throws IOException {
        writeEntry("{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[" + offsets + "]}");
        assertRefused("tensor 'x' [2]: data_offsets ", " do not span 8 bytes within the file's 8 bytes of data");
    }

    @Test
    void offsetsBehindTheDataAreRefused() throws IOException {
        writeEntry("{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}");
        for (Way way : Way.values()) {
            assertTrue(refusal(way)
                    .contains(
                            way == Way.STREAM
                                    ? "data_offsets leave a gap or overlap at byte 0"
                                    : "tensor 'x' [2]: data_offsets [8,16] do not span 8 bytes within the"
                                            + " file's 8 bytes of data"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"65536,65536,65536,65536", "9223372036854775807", "3,9223372036854775807,5"})
    void aShapeBeyondAllFilesIsRefused(String dims) throws IOException {
        writeEntry("{\"dtype\":\"F32\",\"shape\":[" + dims + "],\"data_offsets\":[0,8]}");
        assertRefused("tensor 'x': shape [" + dims.replace(",", ", ") + "] of F32 has more than 2^63 bits: damaged");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2,0", "0,9223372036854775807,9223372036854775807", "536870912", "3"})
    void aShapeOfAnotherSizeIsRefused(String dims) throws IOException {
        writeEntry("{\"dtype\":\"F32\",\"shape\":[" + dims + "],\"data_offsets\":[0,8]}");
        assertRefused("tensor 'x' [" + dims.replace(",", ", ") + "]: data_offsets [0,8] do not span ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.0", "1.5", "-2", "9223372036854775808", "\"2\"", "null", "[2]"})
    void aDimensionThatIsNoIntegerIsRefused(String dim) throws IOException {
        writeEntry("{\"dtype\":\"F32\",\"shape\":[" + dim + "],\"data_offsets\":[0,8]}");
        assertRefused("tensor 'x': dimension " + dim + " is not an integer of 0 or more");
    }

    private void writeTwo(String firstOffsets, String secondOffsets) throws IOException {
        write(
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[" + firstOffsets
                        + "]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[" + secondOffsets + "]}}",
                new byte[12]);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"0,4;0,4;0", "0,4;2,6;2", "0,4;8,12;4", "4,8;8,12;0"})
    void offsetsThatOverlapOrLeaveAGapAreRefused(String first, String second, int at) throws IOException {
        writeTwo(first, second);
        assertRefused("data_offsets leave a gap or overlap at byte " + at + " of the data");
    }

    @Test
    void dataThatBelongToNoTensorAreRefused() throws IOException {
        writeTwo("0,4", "4,8");
        assertRefused("expected 8 bytes of data but got 12");
    }

    @Test
    void aTensorThatIsThereTwiceIsRefused() throws IOException {
        String entry = "\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";
        write("{" + entry + "," + entry + "}", new byte[8]);
        assertRefused("the header is not valid JSON: field 'x' occurs twice");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{\"__metadata__\":17}; __metadata__: expected a JSON object of strings but got 17",
                "{\"__metadata__\":null}; __metadata__: expected a JSON object of strings but got null",
                "{\"__metadata__\":{\"epoch\":3}}; metadata 'epoch': expected a string but got 3",
                "{\"__metadata__\":{\"a\":\"b\",\"c\":{\"d\":[]}}}; metadata 'c': expected a string but got {\"d\":[]}"
            })
    void metadataThatAreNoTextsAreRefused(String header, String message) throws IOException {
        write(header, new byte[0]);
        assertRefused(message);
    }

    @Test
    void aHeaderNestedWithoutEndIsRefused() throws IOException {
        for (String begin : new String[] {"{\"x\":{\"y\":", "{\"x\":{\"shape\":[", "{\"__metadata__\":{\"a\":"}) {
            write(begin + "[".repeat(1_000_000), new byte[0]);
            assertRefused("the header is not valid JSON: it is nested too deep");
            write(begin + "{\"x\":".repeat(200_000), new byte[0]);
            assertRefused("the header is not valid JSON: it is nested too deep");
        }
        write("{\"x\":" + "[".repeat(1_000_000), new byte[0]);
        assertRefused("tensor 'x': expected a dtype, a shape and two data_offsets but got [");
    }

    @Test
    void anEntryThatSaysAThingTwiceIsRefused() throws IOException {
        writeEntry("{\"dtype\":\"F32\",\"shape\":[2],\"shape\":[2],\"data_offsets\":[0,8]}");
        assertRefused("the header is not valid JSON: field 'shape' occurs twice");
        write("{\"__metadata__\":{},\"__metadata__\":{}}", new byte[0]);
        assertRefused("the header is not valid JSON: field '__metadata__' occurs twice");
    }

    /** The words of a parser's library are nobody's business: its classes, its switches, its limits' names. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"x\":",
                "{\"x\":tru}",
                "{'x':1}",
                "{\"x\" 1}",
                "{\"a\":\"\\q\"}",
                "{\"a\":\"\n\"}",
                "{} 1",
                "{\"x\":{\"shape\":[1e999999999999]}}",
                "{\"x\":{\"shape\":[01]}}",
                "{\"__metadata__\":{\"a\":\"\\ud800\"}"
            })
    void theParsersOwnWordsStayInside(String header) throws IOException {
        write(header, new byte[0]);
        for (Way way : Way.values()) {
            String message = refusal(way);
            assertTrue(
                    !message.matches("(?s).*(Source|REDACTED|Stream|Json|token|com\\.|fasterxml|code \\d).*"), message);
        }
    }

    @Test
    void whereTheJsonIsDamagedIsSaidInBytes() throws IOException {
        write("{\"__metadata__\": {\"Ω\": \"1\", ?}}", new byte[0]);
        assertRefused("the header is not valid JSON: unexpected text", "(near byte 37 of the file)");
    }

    @Test
    void aHeaderThatIsNotInUtf8IsRefused() throws IOException {
        byte[] bytes = new byte[8 + 4];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(4).put(new byte[] {'{', (byte) 0xc3, '(', '}'});
        Files.write(file, bytes);
        assertRefused("the header is not valid UTF-8");
    }

    @Test
    void aLongEntryIsNotQuotedWhole() throws IOException {
        writeEntry("{\"dtype\":\"" + "F".repeat(100_000) + "\"}");
        for (Way way : Way.values()) {
            assertTrue(refusal(way).length() < 1000);
        }
    }

    @Test
    void typesThatDoNotFillBytesAreRefused() throws IOException {
        writeEntry("{\"dtype\":\"F4\",\"shape\":[3],\"data_offsets\":[0,8]}");
        assertRefused("tensor 'x': shape [3] of F4 does not fill whole bytes");
    }

    @Test
    void metadataThatAreThereTwiceAreRefused() throws IOException {
        write("{\"__metadata__\":{\"key\":\"1\",\"key\":\"2\"}}", new byte[0]);
        assertRefused("the header is not valid JSON: field 'key' occurs twice");
    }

    @Test
    void aFileThatLosesPagesAfterItWasOpenedIsRefused() throws IOException {
        int count = 1 << 18;
        write(
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[" + count + "],\"data_offsets\":[0," + 4L * count + "]}}",
                new byte[4 * count]);
        try (SafeTensors opened = SafeTensors.open(file);
                FileChannel channel = FileChannel.open(file, WRITE)) {
            channel.truncate(100_000);
            assertSays(
                    UncheckedIOException.class,
                    file + ": the file ends at byte 100000, within tensor 'x':" + " truncated",
                    () -> opened.floats("x"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClosedFileIsNotRead(Way way) throws IOException {
        good();
        SafeTensors opened = way.open(file);
        opened.close();
        assertSays(UncheckedIOException.class, way.source(file) + ": ClosedChannelException", () -> opened.floats("a"));
    }

    @Test
    void aFileThatShrinksAfterItWasOpenedIsRefused() throws IOException {
        byte[] good = good();
        SafeTensors opened = SafeTensors.open(file);
        Files.write(file, Arrays.copyOf(good, good.length - 1));
        assertMentions(
                UncheckedIOException.class, () -> opened.floats("b"), file + ": ", "within tensor 'b': truncated");
    }
}
