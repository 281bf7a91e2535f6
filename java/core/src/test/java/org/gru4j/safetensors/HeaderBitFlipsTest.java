package org.gru4j.safetensors;

import static org.gru4j.testing.Messages.assertMentions;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.tensor.Shape;
import org.gru4j.testing.Way;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Damage to what a header says is found wherever it is, in the names of the checksums, too. */
class HeaderBitFlipsTest {
    private static final Map<String, String> METADATA = new LinkedHashMap<>();

    @TempDir
    private Path directory;

    private Path file;
    private byte[] good;

    @BeforeEach
    void write() throws IOException {
        METADATA.put("gru4j.format", "1");
        METADATA.put("gru4j.model", "{\"layers\":[{\"kind\":\"gru\",\"size\":3}]}");
        METADATA.put("task.vocabulary", "aΩ\n\"");
        file = directory.resolve("model.safetensors");
        Map<String, ShapedFloats> tensors = new LinkedHashMap<>();
        tensors.put("gru.W", new ShapedFloats(Shape.of(2, 3), new float[] {1, 2, 3, 4, 5, 6}));
        tensors.put("gru.b", new ShapedFloats(Shape.of(3), new float[] {7, 8, 9}));
        SafeTensors.writeFloats(file, METADATA, tensors);
        good = Files.readAllBytes(file);
    }

    private int headerEnd() {
        return 8 + (int) ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    /** Every single bit of a file; each seventh of an array and of a stream, which the same code checks. */
    @ParameterizedTest
    @EnumSource
    void everyFlippedBitIsFound(Way way) throws IOException {
        List<String> missed = new ArrayList<>();
        for (int bit = 0; bit < 8 * good.length; bit += way == Way.FILE ? 1 : 7) {
            byte[] damaged = good.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, damaged);
            try (SafeTensors opened = way.open(file)) {
                missed.add("bit " + bit % 8 + " of byte " + bit / 8 + ": " + opened.metadata());
            } catch (UncheckedIOException e) {
                assertEquals(0, e.getMessage().indexOf(way.source(file) + ": "), e.getMessage());
            }
        }
        assertEquals(List.of(), missed);
    }

    private void writeHeader(String header) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        byte[] data = Arrays.copyOfRange(good, headerEnd(), good.length);
        Files.write(
                file,
                ByteBuffer.allocate(8 + text.length + data.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(text.length)
                        .put(text)
                        .put(data)
                        .array());
    }

    @Test
    void aChecksumThatIsMissingIsSaid() throws IOException {
        String header = new String(good, 8, headerEnd() - 8, StandardCharsets.UTF_8);
        for (String key : List.of(SafeTensors.CHECKSUM, SafeTensors.HEADER_CHECKSUM)) {
            writeHeader(header.replaceFirst(",\"" + key.replace(".", "\\.") + "\":\"[0-9a-f]+\"", ""));
            assertMentions(
                    UncheckedIOException.class,
                    () -> SafeTensors.open(file),
                    file + ": metadata '" + key
                            + "' is missing, though 'gru4j.checked' requires it: the file is damaged");
        }
    }

    /** As they were written before there was a mark: with both checksums, with one, with none. */
    @Test
    void filesFromBeforeAreRead() throws IOException {
        String header = new String(good, 8, headerEnd() - 8, StandardCharsets.UTF_8)
                .replace(",\"gru4j.checked\":\"data, header\"", "");
        Map<String, Object> shapes = new LinkedHashMap<>();
        shapes.put("gru.W", "[2, 3]");
        shapes.put("gru.b", "[3]");
        String headerChecksum = SafeTensorsHeader.checksum(METADATA, shapes::forEach);
        String withBoth = header.replaceFirst("header_crc32c\":\"[0-9a-f]+", "header_crc32c\":\"" + headerChecksum);
        String withOne = withBoth.replaceFirst(",\"gru4j\\.header_crc32c\":\"[0-9a-f]+\"", "");
        for (String before :
                List.of(withBoth, withOne, withOne.replaceFirst(",\"gru4j\\.crc32c\":\"[0-9a-f]+\"", ""))) {
            writeHeader(before);
            try (SafeTensors opened = SafeTensors.open(file)) {
                assertArrayEquals(new float[] {7, 8, 9}, opened.floats("gru.b"));
            }
        }
    }
}
