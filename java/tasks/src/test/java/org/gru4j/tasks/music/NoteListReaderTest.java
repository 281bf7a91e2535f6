package org.gru4j.tasks.music;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoteListReaderTest {
    private static final String PIECE = "[[60,64],[62.0]]";

    @TempDir
    private Path temp;

    private Path write(String json) throws IOException {
        return Files.writeString(temp.resolve("notes.json"), json);
    }

    private static String splits(String train, String valid, String test) {
        return "{\"test\":" + test + ",\"train\":" + train + ",\"valid\":" + valid + "}";
    }

    @Test
    void readsSplitsInAnyOrder() throws IOException {
        MusicData data = MusicReader.read(
                write(splits("[[[60,64],[]],[[108],[21],[60]]]", "[[[61],[61]]]", "[" + PIECE + "]")), 2);
        assertEquals(
                List.of(PianoRoll.ofPitches(new int[][] {{60, 64}, {}}), PianoRoll.ofPitches(new int[][] {
                    {108}, {21}, {60}
                })),
                data.train());
        assertEquals(List.of(PianoRoll.ofPitches(new int[][] {{61}, {61}})), data.valid());
        assertEquals(List.of(PianoRoll.ofPitches(new int[][] {{60, 64}, {62}})), data.test());
    }

    @Test
    void aListOfPiecesIsSplit() throws IOException {
        Path file = write("[" + PIECE + "," + PIECE + ",[[],[70]]]");
        assertEquals(
                List.of(PianoRoll.ofPitches(new int[][] {{}, {70}})),
                MusicReader.read(file, 2).test());
        assertEquals(3, MusicReader.readForTesting(file, 2, List.of()).size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {PIECE + ";60,64|62", "[[],[60]];|60", "[[60],[]];60|", "[[],[]];|"})
    void onePieceAloneIsForTestingOnly(String json, String expected) throws IOException {
        Path file = write(json);
        PianoRoll piece = MusicReader.readForTesting(file, 2, List.of()).get(0);
        StringBuilder pitches = new StringBuilder();
        for (int t = 0; t < piece.frames(); t++) {
            String frame = Arrays.toString(piece.pitches(t)).replaceAll("[\\[\\] ]", "");
            pitches.append(t == 0 ? "" : "|").append(frame);
        }
        assertEquals(expected, pitches.toString());
        assertTrue(messageOf(file).contains("expected at least 3 pieces"), messageOf(file));
    }

    private static String messageOf(Path file) {
        String message = assertThrows(IllegalArgumentException.class, () -> MusicReader.read(file, 2))
                .getMessage();
        assertTrue(message.startsWith("music " + file + ": "), message);
        return message.substring(("music " + file + ": ").length());
    }

    @Test
    void namesPieceAndFrameOfWhatIsNoPitch() throws IOException {
        for (String pitch : List.of("20", "109", "60.5", "\"60\"", "null", "[60]", "1e400")) {
            String message = messageOf(write(splits("[" + PIECE + ",[[60],[61," + pitch + "]]]", "[]", "[]")));
            assertTrue(
                    message.startsWith("train, piece 2, frame 2: expected MIDI pitches from 21 to 108 but got "),
                    message);
        }
    }

    @Test
    void namesWhatIsNoList() throws IOException {
        assertEquals(
                "train, piece 1, frame 2: expected a list of pitches but got 61",
                messageOf(write(splits("[[[60],61]]", "[]", "[]"))));
        assertEquals(
                "valid, piece 1: expected a list of frames but got {\"a\":1}",
                messageOf(write(splits("[" + PIECE + "]", "[{\"a\":1}]", "[]"))));
        assertEquals(
                "test: expected a list of pieces but got null",
                messageOf(write(splits("[" + PIECE + "]", "[" + PIECE + "]", "null"))));
        assertEquals("expected a list of pieces but got \"text\"", messageOf(write("\"text\"")));
        assertEquals("expected a list of pieces but got nothing", messageOf(write(" ")));
    }

    @Test
    void namesMissingAndUnknownSplits() throws IOException {
        assertEquals(
                "expected train, valid and test but found no test",
                messageOf(write("{\"train\":[" + PIECE + "],\"valid\":[" + PIECE + "]}")));
        assertEquals(
                "expected only train, valid and test but found also [extra]",
                messageOf(write("{\"train\":[],\"valid\":[],\"test\":[],\"extra\":1}")));
        assertTrue(messageOf(write("{\"train\":[],\"train\":[]}")).contains("line 1"));
    }

    @Test
    void namesEmptySplitsAndShortPieces() throws IOException {
        assertEquals(
                "valid: expected at least one piece but it is empty",
                messageOf(write(splits("[" + PIECE + "]", "[]", "[" + PIECE + "]"))));
        assertEquals(
                "train, piece 2: expected at least 2 frames, one to predict from and one to predict, but got 1",
                messageOf(write(splits("[" + PIECE + ",[[60]]]", "[" + PIECE + "]", "[" + PIECE + "]"))));
        assertEquals(
                "expected at least 3 pieces to split into train, valid and test but got 0", messageOf(write("[]")));
    }

    @Test
    void aTruncatedFileIsRefusedWhereverItEnds() throws IOException {
        String whole = splits("[" + PIECE + "]", "[" + PIECE + "]", "[" + PIECE + "]");
        for (int length = 1; length < whole.length(); length++) {
            String message = messageOf(write(whole.substring(0, length)));
            assertTrue(
                    message.matches("expected note lists in JSON but (it ends too early|unexpected text) at line 1,"
                            + " column \\d+"),
                    message);
        }
        assertTrue(messageOf(write(whole + "]")).contains("line 1, column " + (whole.length() + 1)));
    }
}
