package org.gru4j.tasks.music;

import java.nio.file.Path;
import javax.sound.midi.InvalidMidiDataException;
import javax.sound.midi.MetaMessage;
import javax.sound.midi.MidiEvent;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Sequence;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.Track;
import org.gru4j.file.AtomicFile;

/**
 * Writes a piano roll as a MIDI file of one track for one piano. A key that sounds in consecutive frames becomes one
 * held note.
 */
public final class MidiWriter {
    private static final int TICKS_PER_FRAME = 120;
    /** The format stores ticks per beat in 15 bits. */
    private static final int MAX_FRAMES_PER_BEAT = 0x7fff / TICKS_PER_FRAME;

    private static final int SET_TEMPO = 0x51;
    private static final int MICROSECONDS_PER_MINUTE = 60_000_000;
    /** The format stores microseconds per beat in 24 bits. */
    private static final int MAX_MICROSECONDS = 0xffffff;

    private static final int LOUDNESS = 80;

    private MidiWriter() {}

    /**
     * Writes a file.
     *
     * @param framesPerBeat frames of a quarter note
     * @param beatsPerMinute the tempo
     * @throws org.gru4j.file.WriteFailedException if it can't be written
     * @throws IllegalArgumentException if the format can't express the frame's length or the tempo
     */
    public static void write(PianoRoll roll, int framesPerBeat, double beatsPerMinute, Path file) {
        if (framesPerBeat <= 0 || framesPerBeat > MAX_FRAMES_PER_BEAT) {
            throw new IllegalArgumentException(
                    "frames per beat: expected 1 to " + MAX_FRAMES_PER_BEAT + " but got " + framesPerBeat);
        }
        try {
            Sequence sequence = new Sequence(Sequence.PPQ, TICKS_PER_FRAME * framesPerBeat);
            Track track = sequence.createTrack();
            track.add(new MidiEvent(tempo(beatsPerMinute), 0));
            for (int key = 0; key < PianoRoll.KEYS; key++) {
                addNotes(roll, key, track);
            }
            AtomicFile.writeStream(file, out -> MidiSystem.write(sequence, 0, out));
        } catch (InvalidMidiDataException e) {
            throw new IllegalStateException("piano roll can't be written as MIDI", e);
        }
    }

    private static MetaMessage tempo(double beatsPerMinute) throws InvalidMidiDataException {
        double microseconds = Math.rint(MICROSECONDS_PER_MINUTE / beatsPerMinute);
        if (!(microseconds >= 1 && microseconds <= MAX_MICROSECONDS)) {
            throw new IllegalArgumentException(
                    "tempo: expected from 3.6 beats per minute to 60 million but got " + beatsPerMinute);
        }
        int value = (int) microseconds;
        return new MetaMessage(SET_TEMPO, new byte[] {(byte) (value >> 16), (byte) (value >> 8), (byte) value}, 3);
    }

    private static void addNotes(PianoRoll roll, int key, Track track) throws InvalidMidiDataException {
        boolean sounds = false;
        for (int t = 0; t <= roll.frames(); t++) {
            boolean on = t < roll.frames() && roll.isOn(t, key);
            if (on != sounds) {
                int command = on ? ShortMessage.NOTE_ON : ShortMessage.NOTE_OFF;
                track.add(new MidiEvent(
                        new ShortMessage(command, 0, PianoRoll.LOWEST + key, LOUDNESS), (long) TICKS_PER_FRAME * t));
                sounds = on;
            }
        }
    }
}
