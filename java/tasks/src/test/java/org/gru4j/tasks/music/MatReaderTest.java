package org.gru4j.tasks.music;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.gru4j.tasks.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sinks;

class MatReaderTest {
    private static final int HEADER = 128;
    /** After the header, and the tags of the array, of its flags, these, and that of its dimensions. */
    private static final int DIMENSIONS = HEADER + 8 + 8 + 8 + 8;

    @TempDir
    private Path temp;

    private static Matrix matrix(MatlabType type, int columns, int[]... pitches) {
        Matrix matrix = Mat5.newMatrix(pitches.length, columns, type);
        for (int t = 0; t < pitches.length; t++) {
            for (int pitch : pitches[t]) {
                matrix.setDouble(t, pitch - 21, 1);
            }
        }
        return matrix;
    }

    private static Cell cells(Array... pieces) {
        Cell cells = Mat5.newCell(1, pieces.length);
        for (int k = 0; k < pieces.length; k++) {
            cells.set(k, pieces[k]);
        }
        return cells;
    }

    private static Cell onePiece() {
        return cells(matrix(MatlabType.UInt8, 88, new int[][] {{60}, {62}}));
    }

    private Path write(Array train, Array valid, Array test) throws IOException {
        MatFile mat = Mat5.newMatFile().addArray("traindata", train).addArray("validdata", valid);
        return write(test == null ? mat : mat.addArray("testdata", test));
    }

    private Path write(MatFile mat) throws IOException {
        Path file = temp.resolve("music.mat");
        Files.deleteIfExists(file);
        Mat5.writeToFile(mat, file.toFile());
        return file;
    }

    private static String messageOf(Path file) {
        String message = assertThrows(IllegalArgumentException.class, () -> MusicReader.read(file, 2))
                .getMessage();
        assertTrue(message.startsWith("music " + file + ": "), message);
        return message.substring(("music " + file + ": ").length());
    }

    @Test
    void firstColumnIsTheLowestKey() throws IOException {
        int[][] a = {{21, 60, 108}, {}, {64}};
        int[][] b = {{22}, {107}};
        Path file = write(
                cells(matrix(MatlabType.UInt8, 88, a), matrix(MatlabType.Double, 88, b)),
                cells(matrix(MatlabType.Int32, 88, b)),
                cells(matrix(MatlabType.Single, 88, a)));
        MusicData data = MusicReader.read(file, 2);
        assertEquals(List.of(PianoRoll.ofPitches(a), PianoRoll.ofPitches(b)), data.train());
        assertEquals(List.of(PianoRoll.ofPitches(b)), data.valid());
        assertEquals(List.of(PianoRoll.ofPitches(a)), data.test());
        assertEquals(data.test(), MusicReader.readForTesting(file, 2, List.of()));
    }

    @Test
    void namesWrongVariables() throws IOException {
        assertEquals(
                "expected the variables traindata, validdata and testdata but found no testdata, only"
                        + " [traindata, validdata]",
                messageOf(write(onePiece(), onePiece(), null)));
        assertEquals(
                "validdata: expected a cell array of pieces but got double 2×88",
                messageOf(write(onePiece(), matrix(MatlabType.Double, 88, new int[2][0]), onePiece())));
    }

    @Test
    void namesWrongPieces() throws IOException {
        Matrix whole = matrix(MatlabType.UInt8, 88, new int[2][0]);
        assertEquals(
                "traindata, piece 2: expected a matrix of T frames by 88 keys but got uint8 2×87",
                messageOf(write(cells(whole, matrix(MatlabType.UInt8, 87, new int[2][0])), onePiece(), onePiece())));
        assertEquals(
                "testdata, piece 1: expected a matrix of T frames by 88 keys but got char 1×4",
                messageOf(write(onePiece(), onePiece(), cells(Mat5.newString("text")))));
        Matrix loud = matrix(MatlabType.Double, 88, new int[3][0]);
        loud.setDouble(2, 5, 0.5);
        assertEquals(
                "validdata, piece 1, frame 3, key 6: expected 0 or 1 but got 0.5",
                messageOf(write(onePiece(), cells(loud), onePiece())));
    }

    @Test
    void namesEmptySplitsAndPieces() throws IOException {
        assertEquals(
                "valid: expected at least one piece but it is empty",
                messageOf(write(onePiece(), cells(), onePiece())));
        assertEquals(
                "test, piece 1: expected at least 2 frames, one to predict from and one to predict, but got 0",
                messageOf(write(onePiece(), onePiece(), cells(matrix(MatlabType.UInt8, 88)))));
    }

    /** A file as MATLAB writes it, each variable compressed. */
    private byte[] compressed() throws IOException {
        return written(6);
    }

    /** @param level of compression, 0 for none */
    private byte[] written(int level) throws IOException {
        Path file = temp.resolve("written.mat");
        try (var sink = Sinks.newStreamingFile(file.toFile())) {
            MatFile mat = Mat5.newMatFile()
                    .addArray("traindata", onePiece())
                    .addArray("validdata", onePiece())
                    .addArray("testdata", onePiece());
            Mat5.newWriter(sink).setDeflateLevel(level).writeMat(mat);
        }
        return Files.readAllBytes(file);
    }

    @Test
    void aTruncatedFileIsRefusedWhereverItEnds() throws IOException {
        for (byte[] whole : List.of(compressed(), Files.readAllBytes(write(onePiece(), onePiece(), onePiece())))) {
            for (int length = 0; length < whole.length; length++) {
                Path file = Files.write(temp.resolve("short.mat"), Arrays.copyOf(whole, length));
                String message = messageOf(file);
                assertTrue(
                        message.contains("damaged") && message.contains(" of " + length)
                                || message.contains("there is no"),
                        message);
            }
        }
    }

    @Test
    void aDamagedByteIsReadOrRefused() throws IOException {
        for (byte[] whole : List.of(compressed(), Files.readAllBytes(write(onePiece(), onePiece(), onePiece())))) {
            int refused = 0;
            for (int at = 0; at < whole.length; at++) {
                for (int bits : new int[] {0x01, 0xff}) {
                    byte[] damaged = whole.clone();
                    damaged[at] ^= (byte) bits;
                    Path file = Files.write(temp.resolve("damaged.mat"), damaged);
                    try {
                        MusicReader.read(file, 2);
                    } catch (IllegalArgumentException e) {
                        assertTrue(e.getMessage().startsWith("music " + file + ": "), e.getMessage());
                        refused++;
                    }
                }
            }
            assertTrue(refused > 100, refused + " refused");
        }
    }

    /** 500 million pieces in traindata. */
    @Test
    void sizesThatTheFileHasNoRoomForAreRefused() throws IOException {
        byte[] whole = written(0);
        int rows = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt(DIMENSIONS);
        assertEquals(1, rows, "the place of the first cell array's dimensions");
        ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putInt(DIMENSIONS, 500_000_000);
        String message = messageOf(Files.write(temp.resolve("many.mat"), whole));
        assertTrue(message.contains("expected at most") && message.contains("got a size of 4000000000"), message);
    }

    /** A quarter of a GiB, wherever a size may stand. */
    @Test
    void aSizeCostsNoMoreMemoryThanTheFileHasRoomFor() throws IOException {
        byte[] sparse;
        try (InputStream in = MatReaderTest.class.getResourceAsStream("MusicFuzzTestInputs/mat/sparse")) {
            sparse = in.readAllBytes();
        }
        Array fields = Mat5.newStruct().set("first", onePiece()).set("second", onePiece());
        for (byte[] whole : List.of(
                sparse,
                Files.readAllBytes(write(fields, onePiece(), onePiece())),
                Files.readAllBytes(write(onePiece(), onePiece(), onePiece())))) {
            read(whole); // what is made once
            for (int at = HEADER; at + Integer.BYTES <= whole.length; at += Integer.BYTES) {
                byte[] damaged = whole.clone();
                ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN).putInt(at, 1 << 28);
                long before = allocated();
                read(damaged);
                long bytes = allocated() - before;
                assertTrue(
                        bytes < 2 * BoundedMatReader.mostElements(whole.length) + (1 << 20),
                        bytes + " bytes for a size at byte " + at + " of " + whole.length);
            }
        }
    }

    private void read(byte[] bytes) throws IOException {
        Path file = Files.write(temp.resolve("sized.mat"), bytes);
        Refusal.orNone(file, () -> MatReader.read(file));
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    @Test
    void whatIsNoMatFileIsRefused() throws IOException {
        assertTrue(messageOf(Files.writeString(temp.resolve("a.mat"), "text ".repeat(100)))
                .contains("damaged"));
        Path missing = temp.resolve("missing.mat");
        assertEquals(
                "music " + missing + ": can't be read: no such file",
                assertThrows(UncheckedIOException.class, () -> MusicReader.read(missing, 2))
                        .getMessage());
    }
}
