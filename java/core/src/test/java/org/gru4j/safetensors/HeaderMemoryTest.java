package org.gru4j.safetensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.gru4j.testing.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The memory that a header takes is a multiple of its bytes, whatever is in it. */
class HeaderMemoryTest {
    private static final int HEADER = 6_000_000;
    /** What a small Java takes besides. */
    private static final int BESIDES = 24;

    @TempDir
    private Path directory;

    /** Opens files, and says what came of it. */
    static final class Opener {
        private Opener() {}

        public static void main(String[] files) {
            for (String file : files) {
                try (SafeTensors opened = SafeTensors.open(Path.of(file))) {
                    System.out.println(opened.tensors().size() + " tensors");
                } catch (UncheckedIOException e) {
                    System.out.println(e.getMessage());
                }
            }
        }
    }

    private String open(int heapMib, Path... files) throws IOException, InterruptedException {
        return ChildJvm.run(
                ":",
                List.of("-Xmx" + heapMib + "m", "-XX:+UseSerialGC"),
                Opener.class,
                Arrays.stream(files).map(Path::toString).toArray(String[]::new));
    }

    /** A header of so many bytes: what is repeated, with a number in it, between a beginning and an end. */
    private Path file(String name, int length, String begin, IntFunction<String> repeated, String end)
            throws IOException {
        StringBuilder text = new StringBuilder(begin);
        for (int k = 0; text.length() < length - 100; k++) {
            text.append(k == 0 ? "" : ",").append(repeated.apply(k));
        }
        byte[] bytes = text.append(end).toString().getBytes(StandardCharsets.UTF_8);
        return Files.write(
                directory.resolve(name),
                ByteBuffer.allocate(8 + bytes.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(bytes.length)
                        .put(bytes)
                        .array());
    }

    private static String name(int k) {
        return Integer.toString(k, Character.MAX_RADIX);
    }

    @Test
    void itIsBoundedByAMultipleOfTheHeader() throws IOException, InterruptedException {
        String tensor = "{\"dtype\":\"F4\",\"shape\":[0],\"data_offsets\":[0,0]}";
        Path[] files = {
            file("tensors", HEADER, "{", k -> "\"" + name(k) + "\":" + tensor, "}"),
            file(
                    "dimensions",
                    HEADER,
                    "{\"x\":{\"dtype\":\"F4\",\"data_offsets\":[0,0],\"shape\":[0,",
                    k -> "200",
                    "]}}"),
            file(
                    "other",
                    HEADER,
                    "{\"x\":{\"dtype\":\"F4\",\"data_offsets\":[0,0],\"shape\":[0],\"y\":[0,",
                    k -> "[]",
                    "]}}"),
            file("text", HEADER / 3 * 2, "{\"__metadata__\":{\"a\":\"", k -> "Ω", "\"}}"),
            file("texts", HEADER, "{\"__metadata__\":{", k -> "\"" + name(k) + "\":\"a\"", "}}"),
            file("wrong", HEADER, "{\"x\":{\"dtype\":\"F4\",\"data_offsets\":[", k -> "[]", "]}}"),
            file("cut", HEADER, "{", k -> "\"" + name(k) + "\":" + tensor, "")
        };
        int heap = (SafeTensors.MEMORY_PER_HEADER_BYTE * HEADER >> 20) + BESIDES;
        List<String> says = open(heap, files).lines().toList();
        assertEquals(files.length, says.size(), () -> says.toString());
        assertTrue(says.get(0).matches("1\\d{5} tensors"), says.get(0));
        assertEquals("1 tensors", says.get(1));
        assertEquals("1 tensors", says.get(2));
        assertEquals("0 tensors", says.get(3));
        assertTrue(
                says.get(4).endsWith("__metadata__: expected at most 65536 entries but there are more"), says.get(4));
        assertTrue(
                says.get(5).contains("tensor 'x': expected a dtype, a shape and two data_offsets but got {"),
                says.get(5));
        assertTrue(says.get(6).contains("the header is not valid JSON: it ends too early"), says.get(6));
    }

    @Test
    void aHeaderThatMayNotFitIsRefusedBeforeItIsRead() throws IOException, InterruptedException {
        Path file = file("tensors", HEADER, "{", k -> "\"" + name(k) + "\":{}", "}");
        String says = open(32, file);
        long header = Files.size(file) - 8;
        assertTrue(
                says.contains("a header of " + header + " bytes may take "
                        + (SafeTensors.MEMORY_PER_HEADER_BYTE * header >> 20) + " MiB to read, but Java may use"),
                says);
        assertTrue(says.contains("-Xmx"), says);
    }
}
