package org.gru4j.tasks.music;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PianoRollTest {
    @Test
    void holdsEachKeyOfEachFrame() {
        int[][] pitches =
                IntStream.range(0, 200).mapToObj(t -> new int[] {21 + t % 88}).toArray(int[][]::new);
        PianoRoll roll = PianoRoll.ofPitches(pitches);
        assertEquals(200, roll.frames());
        for (int t = 0; t < 200; t++) {
            assertArrayEquals(pitches[t], roll.pitches(t));
            float[] frame = new float[90];
            frame[1 + (t + 1) % 88] = 7;
            roll.copyFrame(t, frame, 1);
            for (int k = 0; k < 88; k++) {
                assertEquals(k == t % 88 ? 1 : 0, frame[1 + k]);
            }
        }
    }

    @Test
    void allKeysAtOnce() {
        int[] all = IntStream.rangeClosed(PianoRoll.LOWEST, PianoRoll.HIGHEST).toArray();
        PianoRoll roll = PianoRoll.ofPitches(new int[][] {{}, all, {}});
        assertEquals(0, roll.count(0));
        assertEquals(88, roll.count(1));
        assertArrayEquals(all, roll.pitches(1));
        assertEquals(0, roll.count(2));
    }

    @Test
    void slicesAreCopies() {
        PianoRoll roll = PianoRoll.ofPitches(new int[][] {{60}, {62, 64}, {}, {65}});
        assertEquals(PianoRoll.ofPitches(new int[][] {{62, 64}, {}}), roll.slice(1, 3));
        assertNotEquals(roll, roll.slice(0, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> roll.slice(1, 5));
    }

    @Test
    void refusesWhatNoPianoHas() {
        assertThrows(IndexOutOfBoundsException.class, () -> PianoRoll.ofPitches(new int[][] {{20}}));
        assertThrows(IndexOutOfBoundsException.class, () -> PianoRoll.ofPitches(new int[][] {{109}}));
    }

    /** Pieces that are told apart by their lengths, 2 and more. */
    private static List<PianoRoll> pieces(int count) {
        List<PianoRoll> pieces = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            pieces.add(PianoRoll.ofPitches(new int[k + 2][0]));
        }
        return pieces;
    }

    @Test
    void ofTenPiecesOneValidatesAndOneTests() {
        List<PianoRoll> pieces = pieces(23);
        MusicData data = MusicData.split("", pieces, List.of());
        assertEquals(List.of(pieces.get(8), pieces.get(18)), data.valid());
        assertEquals(List.of(pieces.get(9), pieces.get(19)), data.test());
        assertEquals(19, data.train().size());
    }

    @Test
    void ofFewPiecesTheLastTwoAreHeldOut() {
        List<PianoRoll> pieces = pieces(3);
        MusicData data = MusicData.split("", pieces, List.of());
        assertEquals(List.of(pieces.get(0)), data.train());
        assertEquals(List.of(pieces.get(1)), data.valid());
        assertEquals(List.of(pieces.get(2)), data.test());
        String message = assertThrows(IllegalArgumentException.class, () -> MusicData.split("x", pieces(2), List.of()))
                .getMessage();
        assertEquals("music x: expected at least 3 pieces to split into train, valid and test but got 2", message);
    }

    @Test
    void checksumTellsPiecesAndSplitsApart() {
        List<PianoRoll> some = pieces(2);
        List<PianoRoll> other = List.of(some.get(0));
        String checksum = new MusicData("a", some, other, other, List.of()).checksum();
        assertEquals(checksum, new MusicData("b", some, other, other, List.of("")).checksum());
        assertNotEquals(checksum, new MusicData("a", other, some, other, List.of()).checksum());
        List<PianoRoll> louder = List.of(some.get(0), PianoRoll.ofPitches(new int[][] {{}, {60}, {}}));
        assertNotEquals(checksum, new MusicData("a", louder, other, other, List.of()).checksum());
    }
}
