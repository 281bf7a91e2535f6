package org.gru4j.interop.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jhdf.exceptions.HdfException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.gru4j.interop.hdf5.BoundedStorage;
import org.gru4j.interop.hdf5.HdfHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hostile HDF5 files end in an error with the place, and need no more memory than the file. */
class HostileHdfTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "soft-link     | vars/0: expected an object of this file but it is a soft or external link; such"
                        + " links are rejected",
                "external-link | vars/0: expected an object of this file but it is a soft or external link; such"
                        + " links are rejected",
                "cyclic        | : expected a kernel, a recurrent kernel and at most a bias but got 0 arrays",
                "huge          | vars/0: expected positive dimensions with a product of at most 536870911 but got"
                        + " [1099511627776, 6]",
                "unwritten     | vars/0: its numbers were never written",
                "bomb          | vars/0: its 6132 stored bytes would unpack to 6291456 bytes, more than a model's"
                        + " weights could"
            })
    void aKernelThatIsNotWhatItSeems(String name, String says) throws URISyntaxException {
        Path file = LibHdf5FilesTest.file(name + ".weights.h5");
        String message = assertThrows(
                        UncheckedIOException.class, () -> KerasModel.readWeights(file, WeightsHints.none()))
                .getMessage();
        String place = file + ": layers/gru" + (says.startsWith("vars") ? "/cell/" : "") + says;
        assertTrue(message.startsWith(place), () -> "expected '" + place + "' but got: " + message);
    }

    private byte[] bytes(String name) throws IOException, URISyntaxException {
        return Files.readAllBytes(LibHdf5FilesTest.file(name));
    }

    private static int find(byte[] bytes, String signature, int from) {
        byte[] wanted = signature.getBytes(StandardCharsets.US_ASCII);
        for (int k = from; k < bytes.length - wanted.length; k++) {
            if (Arrays.equals(wanted, 0, wanted.length, bytes, k, k + wanted.length)) {
                return k;
            }
        }
        throw new AssertionError("no " + signature);
    }

    private String message(byte[] bytes) throws IOException {
        Path file = Files.write(directory.resolve("hostile.weights.h5"), bytes);
        return assertThrows(UncheckedIOException.class, () -> KerasModel.readWeights(file, WeightsHints.none()))
                .getMessage()
                .substring(file.toString().length());
    }

    /** Writes a B-tree node: level, number of entries, siblings, and for each entry a key and the child's address. */
    private static ByteBuffer tree(byte[] bytes, int at, int level, int entries, long... children) {
        ByteBuffer tree = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(at + 5);
        tree.put((byte) level).putShort((short) entries).position(at + 24);
        for (long child : children) {
            tree.putLong(0).putLong(child);
        }
        return tree;
    }

    @Test
    void aTreeThatIsItsOwnChild() throws IOException, URISyntaxException {
        byte[] bytes = bytes("default.weights.h5");
        int root = find(bytes, "TREE", 0);
        tree(bytes, root, 1, 1, root);
        assertEquals(": HDF5: " + BoundedStorage.CIRCLES, message(bytes));
    }

    /** Each tree contains the next one twenty times as a child, so a few kilobytes would be read 20¹⁰ times. */
    @Test
    void treesThatMultiply() throws IOException, URISyntaxException {
        byte[] bytes = bytes("default.weights.h5");
        int from = find(bytes, "TREE", 0);
        int next = from;
        for (int k = 0; k < 10; k++) {
            int at = next;
            next = find(bytes, "TREE", at + 1);
            long[] children = new long[20];
            Arrays.fill(children, next);
            tree(bytes, at, 1, children.length, children);
        }
        assertEquals(": HDF5: " + BoundedStorage.CIRCLES, message(bytes));
    }

    /** The messages of an old header begin after 16 bytes. The first becomes a continuation that refers to itself. */
    @Test
    void aHeaderThatGoesOnWhereItBegins() {
        ByteBuffer file = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n', 0, 0, 0, 0, 0, 8, 8, 0});
        file.position(16)
                .putShort((short) 4)
                .putShort((short) 16)
                .putInt(0)
                .putLong(0)
                .putLong(-1)
                .putLong(512)
                .putLong(-1);
        int header = 200;
        file.position(header)
                .put((byte) 1)
                .put((byte) 0)
                .putShort((short) 1)
                .putInt(1)
                .putInt(24)
                .putInt(0);
        file.putShort((short) 16)
                .putShort((short) 16)
                .putInt(0)
                .putLong(header + 16)
                .putLong(24);
        BoundedStorage storage = new BoundedStorage(file.array());
        assertEquals(
                "the blocks of its header refer to each other in circles",
                assertThrows(HdfException.class, () -> new HdfHeader(storage, header))
                        .getMessage());
    }
}
