package org.gru4j.tasks.music;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.sound.midi.MidiEvent;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Sequence;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.Track;
import org.gru4j.random.CounterRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MidiTest {
    private static final int TICKS_PER_BEAT = 480;

    @TempDir
    private Path temp;

    private Sequence sequence;

    @BeforeEach
    void newSequence() throws Exception {
        sequence = new Sequence(Sequence.PPQ, TICKS_PER_BEAT);
    }

    private static void note(Track track, int channel, int pitch, long from, long to) throws Exception {
        track.add(new MidiEvent(new ShortMessage(ShortMessage.NOTE_ON, channel, pitch, 64), from));
        if (to >= 0) {
            track.add(new MidiEvent(new ShortMessage(ShortMessage.NOTE_OFF, channel, pitch, 0), to));
        }
    }

    private Path write(String name) throws IOException {
        Path file = temp.resolve(name);
        MidiSystem.write(sequence, 1, file.toFile());
        return file;
    }

    private PianoRoll read(int framesPerBeat) throws IOException {
        return MidiReader.read(write("read.mid"), framesPerBeat).roll();
    }

    private static void assertRoll(int[][] expected, PianoRoll actual) {
        assertEquals(expected.length, actual.frames());
        for (int t = 0; t < expected.length; t++) {
            assertArrayEquals(expected[t], actual.pitches(t), "frame " + t);
        }
    }

    @Test
    void framesAreTheBoundariesNearestToTheNotes() throws Exception {
        Track track = sequence.createTrack();
        note(track, 0, 60, 10, 470); // a beat, played loosely
        note(track, 0, 64, 250, 260); // less than a frame
        note(track, 0, 67, 359, 600); // begins before the middle of the second eighth, ends at that of the third
        assertRoll(new int[][] {{60}, {60, 64, 67}, {67}}, read(2));
        assertRoll(new int[][] {{60, 67}}, MidiReader.read(twoNotes(), 1).roll());
    }

    private Path twoNotes() throws Exception {
        sequence = new Sequence(Sequence.PPQ, TICKS_PER_BEAT);
        note(sequence.createTrack(), 0, 60, 0, 480);
        note(sequence.createTrack(), 1, 67, 100, 500);
        return write("two.mid");
    }

    @Test
    void allTracksAndChannelsButPercussionAreOneRoll() throws Exception {
        Track first = sequence.createTrack();
        note(first, 0, 60, 0, 480);
        note(first, 3, 60, 240, 720);
        note(first, 9, 40, 0, 480);
        note(sequence.createTrack(), 0, 72, 0, 240);
        assertRoll(new int[][] {{60, 72}, {60}, {60}}, read(2));
    }

    @Test
    void loudnessZeroAndTheNextNoteEndANote() throws Exception {
        Track track = sequence.createTrack();
        note(track, 0, 60, 0, -1);
        track.add(new MidiEvent(new ShortMessage(ShortMessage.NOTE_ON, 0, 60, 0), 240));
        note(track, 0, 62, 240, -1);
        note(track, 0, 62, 480, 720);
        note(track, 0, 62, 960, -1); // to the end of the track
        note(track, 0, 64, 960, 1440);
        assertRoll(new int[][] {{60}, {62}, {62}, {}, {62, 64}, {62, 64}}, read(2));
    }

    @Test
    void silenceAroundThePieceIsLeftOut() throws Exception {
        note(sequence.createTrack(), 0, 60, 4800, 5280);
        assertRoll(new int[][] {{60}, {60}}, read(2));
    }

    @Test
    void notesThatNoPianoHasAreLeftOutAndCounted() throws Exception {
        Track track = sequence.createTrack();
        note(track, 0, 20, 0, 960);
        note(track, 0, 109, 0, 960);
        note(track, 0, 21, 0, 240);
        note(track, 0, 108, 240, 480);
        MidiReader.Piece piece = MidiReader.read(write("wide.mid"), 2);
        assertRoll(new int[][] {{21}, {108}}, piece.roll());
        assertEquals(2, piece.leftOut());
        List<String> remarks = new ArrayList<>();
        MusicReader.readForTesting(temp.resolve("wide.mid"), 2, remarks);
        assertEquals(List.of(temp.resolve("wide.mid") + ": 2 notes outside the piano's range were ignored"), remarks);
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        CounterRandom random = new CounterRandom(4, 0, 0);
        int[][] pitches = new int[200][];
        for (int t = 0; t < pitches.length; t++) {
            pitches[t] = t % 7 == 2
                    ? new int[0]
                    : new int[] {21 + (int) (random.uniform(2L * t) * 40), 61 + (int) (random.uniform(2L * t + 1) * 3)};
        }
        PianoRoll roll = PianoRoll.ofPitches(pitches);
        for (int framesPerBeat : new int[] {1, 2, 3, 4, 24, 273}) {
            Path file = temp.resolve(framesPerBeat + ".mid");
            MidiWriter.write(roll, framesPerBeat, 100, file);
            assertEquals(roll, MidiReader.read(file, framesPerBeat).roll());
        }
    }

    @Test
    void heldNotesAreOneNoteAndTheTempoIsKept() throws Exception {
        Path file = temp.resolve("held.mid");
        MidiWriter.write(PianoRoll.ofPitches(new int[][] {{60}, {60, 64}, {60}, {}, {60}}), 2, 90, file);
        Sequence written = MidiSystem.getSequence(file.toFile());
        Track track = written.getTracks()[0];
        int starts = 0;
        for (int k = 0; k < track.size(); k++) {
            boolean on = track.get(k).getMessage() instanceof ShortMessage m && m.getCommand() == ShortMessage.NOTE_ON;
            starts += on ? 1 : 0;
        }
        assertEquals(3, starts);
        assertEquals(2.5 * 60_000_000 / 90, written.getMicrosecondLength(), 2.5, "a microsecond a beat for rounding");
    }

    @Test
    void refusesTemposAndFramesThatTheFormatDoesNotHave() {
        PianoRoll roll = PianoRoll.ofPitches(new int[][] {{60}});
        Path file = temp.resolve("x.mid");
        for (double tempo : new double[] {0, -1, Double.NaN, 3}) {
            assertTrue(assertThrows(IllegalArgumentException.class, () -> MidiWriter.write(roll, 2, tempo, file))
                    .getMessage()
                    .endsWith("got " + tempo));
        }
        assertThrows(IllegalArgumentException.class, () -> MidiWriter.write(roll, 274, 90, file));
        assertThrows(IllegalArgumentException.class, () -> MidiWriter.write(roll, 0, 90, file));
        assertThrows(IllegalArgumentException.class, () -> MidiReader.read(file, 0));
    }

    @Test
    void aDirectoryIsReadInTheOrderOfItsPaths() throws Exception {
        Files.createDirectories(temp.resolve("b/.hidden"));
        for (String name : List.of("b/1.MID", "a.mid", "c.midi", ".c.mid", "b/.hidden/1.mid")) {
            sequence = new Sequence(Sequence.PPQ, TICKS_PER_BEAT);
            note(sequence.createTrack(), 0, 60 + name.length(), 0, 480);
            write(name);
        }
        Files.writeString(temp.resolve("readme.txt"), "no music");
        MusicData data = MusicReader.read(temp, 2);
        assertRoll(new int[][] {{65}, {65}}, data.train().get(0));
        assertRoll(new int[][] {{67}, {67}}, data.valid().get(0));
        assertRoll(new int[][] {{66}, {66}}, data.test().get(0));
        Path damaged = Files.write(temp.resolve("b/2.mid"), new byte[20]);
        assertTrue(messageOf(temp).startsWith("music " + damaged + ": expected a MIDI file but it is damaged"));
    }

    private static String messageOf(Path path) {
        return assertThrows(IllegalArgumentException.class, () -> MusicReader.read(path, 2))
                .getMessage();
    }

    @Test
    void namesWhatHasNoNotes() throws Exception {
        Path empty = Files.createDirectory(temp.resolve("empty"));
        assertTrue(messageOf(empty).contains("found none"));
        sequence.createTrack();
        assertEquals(
                "music " + write("silent.mid") + ": expected notes from 21 to 108 but found none",
                messageOf(temp.resolve("silent.mid")));
        note(sequence.createTrack(), 0, 3, 0, 480);
        assertTrue(messageOf(write("low.mid")).endsWith("found none, only 1 outside it"));
        sequence = new Sequence(Sequence.PPQ, TICKS_PER_BEAT);
        note(sequence.createTrack(), 0, 60, 0, 100);
        assertTrue(messageOf(write("short.mid")).endsWith("short.mid: expected at least 2 frames but got 1"));
        assertTrue(messageOf(Files.writeString(temp.resolve("a.txt"), "")).contains("expected a .mat, .json, .mid"));
    }

    @Test
    void timeInSecondsIsRefused() throws Exception {
        sequence = new Sequence(Sequence.SMPTE_25, 40);
        note(sequence.createTrack(), 0, 60, 0, 480);
        assertTrue(messageOf(write("film.mid")).contains("expected time in ticks per beat but got frames per second"));
    }

    @Test
    void aTruncatedFileIsRefusedWhereverItEnds() throws Exception {
        note(sequence.createTrack(), 0, 60, 0, 480);
        note(sequence.createTrack(), 1, 67, 0, 480);
        byte[] whole = Files.readAllBytes(write("whole.mid"));
        for (int length = 0; length < whole.length; length++) {
            String message = messageOf(Files.write(temp.resolve("cut.mid"), Arrays.copyOf(whole, length)));
            assertTrue(
                    message.contains("cut.mid: expected a MIDI file but it is damaged or has another format, at byte ")
                            && message.contains(" of " + length + ": expected "),
                    message);
        }
    }

    @Test
    void aDamagedByteIsReadOrRefused() throws Exception {
        note(sequence.createTrack(), 0, 60, 0, 480);
        note(sequence.createTrack(), 1, 67, 0, 480);
        byte[] whole = Files.readAllBytes(write("whole.mid"));
        int refused = 0;
        for (int at = 0; at < whole.length; at++) {
            for (int bits : new int[] {0x01, 0x10, 0x80, 0xff}) {
                byte[] damaged = whole.clone();
                damaged[at] ^= (byte) bits;
                Path file = Files.write(temp.resolve("damaged.mid"), damaged);
                try {
                    MidiReader.read(file, 2);
                } catch (IllegalArgumentException e) {
                    assertTrue(e.getMessage().startsWith("music " + file + ": expected "), e.getMessage());
                    refused++;
                }
            }
        }
        assertTrue(refused > 100, refused + " refused");
    }

    @Test
    void aNoteOfWeeksIsDamage() throws Exception {
        note(sequence.createTrack(), 0, 60, 0, 240_000_240);
        assertTrue(messageOf(write("long.mid"))
                .contains("expected at most 1000000 frames but a note ends in frame 1000001"));
    }
}
