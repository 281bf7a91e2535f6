package org.gru4j.safetensors;

import static org.gru4j.testing.Messages.assertMentions;
import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.ChildJvm;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeTensorsTest {
    private static final float[] SPECIAL = {
        0f,
        -0f,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MIN_NORMAL,
        Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN,
        Float.intBitsToFloat(0x7f800001),
        Float.intBitsToFloat(0xffc12345),
        1f / 3
    };

    private final Scope scope = new Scope(new ReferenceBackend());

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        scope.close();
    }

    private Path file() {
        return directory.resolve("model.safetensors");
    }

    private Tensor tensor(String name, float... values) {
        return scope.allocate(name, values.length).copyFrom(values);
    }

    private List<String> filesThere() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int k = 0; k < bits.length; k++) {
            bits[k] = Float.floatToRawIntBits(values[k]);
        }
        return bits;
    }

    @Test
    void everyBitOfEveryNumberComesBack() {
        SafeTensors.write(file(), Map.of(), Map.of("x", tensor("x", SPECIAL)));
        assertArrayEquals(bits(SPECIAL), bits(SafeTensors.open(file()).floats("x")));
    }

    @Test
    void tensorsLargerThanABlockComeBack() {
        float[] values = Numbers.floats(1, 200_001);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("first", tensor("first", 1, 2, 3));
        tensors.put("large", tensor("large", values));
        tensors.put("last", tensor("last", 4));
        SafeTensors.write(file(), Map.of(), tensors);
        SafeTensors read = SafeTensors.open(file());
        assertArrayEquals(new float[] {1, 2, 3}, read.floats("first"));
        assertArrayEquals(values, read.floats("large"));
        assertArrayEquals(new float[] {4}, read.floats("last"));
    }

    @Test
    void namesAndShapesComeBackInOrder() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("z", scope.allocate("z", 2, 3, 4));
        tensors.put("a", scope.allocate("a", 5));
        tensors.put("one number", scope.allocate("one number"));
        SafeTensors.write(file(), Map.of(), tensors);
        Map<String, Shape> shapes = SafeTensors.open(file()).shapes();
        assertEquals(List.of("z", "a", "one number"), new ArrayList<>(shapes.keySet()));
        assertEquals(List.of(Shape.of(2, 3, 4), Shape.of(5), Shape.of()), new ArrayList<>(shapes.values()));
    }

    @Test
    void metadataComesBack() {
        Map<String, String> metadata = Map.of("text", "“ΣΔ” \" \\ \n 😀", "empty", "");
        SafeTensors.write(file(), metadata, Map.of("x", tensor("x", 1)));
        Map<String, String> read = SafeTensors.open(file()).metadata();
        metadata.forEach((key, value) -> assertEquals(value, read.get(key)));
        assertEquals(metadata.size() + 3, read.size(), "and the checksums, and that they are there");
        assertThrows(UnsupportedOperationException.class, () -> read.put("more", ""));
    }

    @Test
    void noTensorsAtAllComeBack() {
        SafeTensors.write(file(), Map.of("key", "value"), Map.of());
        assertEquals(Map.of(), SafeTensors.open(file()).shapes());
    }

    @Test
    void aPartOfAnotherTensorIsWrittenAlone() {
        Tensor part = tensor("x", 1, 2, 3, 4, 5).view("part", 1, Shape.of(3));
        SafeTensors.write(file(), Map.of(), Map.of("part", part));
        assertArrayEquals(new float[] {2, 3, 4}, SafeTensors.open(file()).floats("part"));
    }

    @Test
    void theBytesAreThoseOfTheFormat() throws IOException {
        SafeTensors.write(
                file(), Map.of(), Map.of("x", scope.allocate("x", 1, 2).copyFrom(1, -2)));
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file())).order(ByteOrder.LITTLE_ENDIAN);
        int headerLength = (int) bytes.getLong();
        byte[] text = new byte[headerLength];
        bytes.get(text);
        JsonNode x = new ObjectMapper().readTree(text).get("x");
        assertEquals("{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}", x.toString());
        assertEquals(1f, bytes.getFloat());
        assertEquals(-2f, bytes.getFloat());
        assertEquals(0, bytes.remaining());
    }

    @Test
    void numbersBeginAtAMultipleOfEightBytes() throws IOException {
        for (int k = 0; k < 8; k++) {
            SafeTensors.write(file(), Map.of("key", "v".repeat(k)), Map.of("x", tensor("x", 1)));
            byte[] bytes = Files.readAllBytes(file());
            long headerLength =
                    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
            assertEquals(0, headerLength % 8);
            assertEquals(8 + headerLength + 4, bytes.length);
        }
    }

    @Test
    void arraysGiveTheBytesOfTensors() throws IOException {
        float[] values = Numbers.floats(1, 70_000);
        SafeTensors.write(
                file(),
                Map.of("key", "value"),
                Map.of("x", scope.allocate("x", 7, 10_000).copyFrom(values)));
        byte[] expected = Files.readAllBytes(file());
        SafeTensors.writeFloats(
                file(), Map.of("key", "value"), Map.of("x", new ShapedFloats(Shape.of(7, 10_000), values)));
        assertArrayEquals(expected, Files.readAllBytes(file()));
    }

    @Test
    void theNameOfTheMetadataIsNoTensors() {
        assertSays(
                IllegalArgumentException.class,
                "tensor '__metadata__': the format reserves this name",
                () -> SafeTensors.write(file(), Map.of(), Map.of("__metadata__", tensor("x", 1))));
        assertFalse(Files.exists(file()));
    }

    @Test
    void theSameContentsGiveTheSameBytes() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (int k = 0; k < 10; k++) {
            tensors.put("tensor " + k, tensor("x", k));
        }
        SafeTensors.write(file(), Map.of("key", "value"), tensors);
        byte[] first = Files.readAllBytes(file());
        SafeTensors.write(file(), Map.of("key", "value"), tensors);
        assertArrayEquals(first, Files.readAllBytes(file()));
    }

    @Test
    void aFileThatIsThereIsReplacedAndNothingIsLeftBeside() throws IOException {
        SafeTensors.write(file(), Map.of(), Map.of("x", tensor("x", 1)));
        SafeTensors.write(file(), Map.of(), Map.of("y", tensor("y", 2)));
        assertEquals(
                List.of("y"), new ArrayList<>(SafeTensors.open(file()).shapes().keySet()));
        assertEquals(List.of("model.safetensors"), filesThere());
    }

    @Test
    void aFileIsReadableByWhoeverMayReadNewFiles() throws IOException {
        SafeTensors.write(file(), Map.of(), Map.of("x", tensor("x", 1)));
        Path plain = Files.createFile(directory.resolve("plain"));
        assertEquals(Files.getPosixFilePermissions(plain), Files.getPosixFilePermissions(file()));
    }

    @Test
    void missingDirectoriesAreMade() {
        Path deep = directory.resolve("a/b/model.safetensors");
        SafeTensors.write(deep, Map.of(), Map.of("x", tensor("x", 1)));
        assertArrayEquals(new float[] {1}, SafeTensors.open(deep).floats("x"));
    }

    @Test
    void aLinkToADirectoryIsADirectory() throws IOException {
        Path real = Files.createDirectory(directory.resolve("real"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), real);
        SafeTensors.write(link.resolve("model.safetensors"), Map.of(), Map.of("x", tensor("x", 1)));
        assertArrayEquals(
                new float[] {1},
                SafeTensors.open(real.resolve("model.safetensors")).floats("x"));
    }

    @Test
    void aTensorThatIsNotThereIsNamedBesideThoseThatAre() {
        SafeTensors.write(file(), Map.of(), Map.of("x", tensor("x", 1)));
        assertSays(
                UncheckedIOException.class,
                file() + ": tensor 'y' is missing; there are [x]",
                () -> SafeTensors.open(file()).floats("y"));
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertSays(UncheckedIOException.class, file() + ": no such file", () -> SafeTensors.open(file()));
    }

    @Test
    void aDirectoryIsNoFile() {
        assertMentions(UncheckedIOException.class, () -> SafeTensors.open(directory), directory + ": ");
    }

    @Test
    void aFileInTheWayOfADirectoryIsNamed() throws IOException {
        Path inTheWay = Files.writeString(directory.resolve("runs"), "text");
        Path below = inTheWay.resolve("model.safetensors");
        assertMentions(
                UncheckedIOException.class,
                () -> SafeTensors.write(below, Map.of(), Map.of()),
                below + ": could not be written: FileAlreadyExists " + inTheWay);
        assertEquals("text", Files.readString(inTheWay));
    }

    @Test
    void aDirectoryInTheWayOfTheFileIsKept() throws IOException {
        Path inside = Files.createDirectories(file()).resolve("inside");
        Files.writeString(inside, "text");
        assertMentions(
                UncheckedIOException.class,
                () -> SafeTensors.write(file(), Map.of(), Map.of("x", tensor("x", 1))),
                file() + ": could not be written");
        assertEquals("text", Files.readString(inside));
        assertEquals(List.of("model.safetensors"), filesThere());
    }

    @Test
    void aTensorThatCannotBeReadLeavesTheFileFromBefore() throws IOException {
        SafeTensors.write(file(), Map.of(), Map.of("x", tensor("x", 1)));
        Scope other = new Scope(new ReferenceBackend());
        Tensor closed = other.allocate("closed", 3);
        other.close();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("x", tensor("x", 2));
        tensors.put("closed", closed);
        assertMentions(
                IllegalStateException.class, () -> SafeTensors.write(file(), Map.of(), tensors), "tensor closed [3]");
        assertArrayEquals(new float[] {1}, SafeTensors.open(file()).floats("x"));
        assertEquals(List.of("model.safetensors"), filesThere());
    }

    /** Runs where no file may grow beyond 1 or 2 MiB, and writes one of 4 MiB. */
    static final class TooLarge {
        private TooLarge() {}

        public static void main(String[] arguments) {
            try (Scope scope = new Scope(new ReferenceBackend())) {
                Tensor tensor = scope.allocate("x", 1 << 20).fill(1);
                System.out.println(assertThrows(
                                UncheckedIOException.class,
                                () -> SafeTensors.write(Path.of(arguments[0]), Map.of(), Map.of("x", tensor)))
                        .getMessage());
            }
        }
    }

    /** A limit on the size of files fails as a full disk does: in the middle of writing. */
    @Test
    void aWriteThatFailsHalfWayLeavesTheFileFromBefore() throws IOException, InterruptedException {
        SafeTensors.write(file(), Map.of(), Map.of("x", tensor("x", 1)));
        String says = ChildJvm.run("ulimit -f 2048", List.of(), TooLarge.class, file().toString());
        assertTrue(says.startsWith(file() + ": could not be written: "), says);
        assertTrue(says.trim().endsWith("; the previous file is kept"), says);
        assertArrayEquals(new float[] {1}, SafeTensors.open(file()).floats("x"));
        assertEquals(List.of("model.safetensors"), filesThere());
    }

    @Test
    void whatWasOpenedIsReadEvenIfAnotherFileTakesItsName() {
        SafeTensors.write(file(), Map.of(), Map.of("x", tensor("x", 1)));
        SafeTensors opened = SafeTensors.open(file());
        SafeTensors.write(file(), Map.of(), Map.of("x", tensor("x", 2)));
        assertArrayEquals(new float[] {1}, opened.floats("x"));
    }
}
