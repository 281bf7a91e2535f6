package org.gru4j.tasks.music;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import javax.sound.midi.InvalidMidiDataException;
import javax.sound.midi.MidiEvent;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Sequence;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.Track;
import org.gru4j.argument.Arguments;
import org.jspecify.annotations.Nullable;

/**
 * Reads a MIDI file as frames, with a given number of frames per beat (quarter note). A note sounds from the frame
 * boundary nearest to its beginning to the one nearest to its end, but for at least one frame. A note that never ends
 * sounds until the end of its track. All tracks and channels are merged into one roll, where adjacent notes of one key
 * become one. Ignored are percussion (channel 10), notes outside the piano's range, silence before the first note and
 * after the last, and all other MIDI data such as tempo, loudness and pedals.
 */
final class MidiReader {
    private static final int PERCUSSION = 9;
    private static final int CHANNELS = 16;
    private static final int PITCHES = 128;
    private static final int FILE_HEADER = 14;
    private static final int CHUNK_HEADER = 8;
    private static final int FILE_TAG = 0x4d546864; // MThd
    private static final int TRACK_TAG = 0x4d54726b; // MTrk
    /** The longest piece, days of music; a longer file is damaged. */
    private static final long MAX_FRAMES = 1_000_000;

    private final Path file;
    private final int framesPerBeat;
    /** The frames in which each key sounds. Long notes are cheap in this form, and files may have many of them. */
    private final BitSet[] keys = new BitSet[PianoRoll.KEYS];

    private double ticksPerFrame;
    private long first = Long.MAX_VALUE;
    private long end;
    private int leftOut;

    private MidiReader(Path file, int framesPerBeat) {
        this.file = file;
        this.framesPerBeat = framesPerBeat;
        Arrays.setAll(keys, key -> new BitSet());
    }

    /**
     * The contents of a file.
     *
     * @param leftOut the number of ignored notes outside the piano's range
     */
    record Piece(PianoRoll roll, int leftOut) {}

    /**
     * Reads a file.
     *
     * @throws UncheckedIOException if it can't be read
     * @throws IllegalArgumentException if it is damaged or has another format, measures time in seconds, or contains no
     *     note
     */
    static Piece read(Path file, int framesPerBeat) {
        Arguments.requirePositive("frames per beat", framesPerBeat);
        return new MidiReader(file, framesPerBeat).read();
    }

    private Piece read() {
        Sequence sequence = sequence();
        if (sequence.getDivisionType() != Sequence.PPQ) {
            throw new IllegalArgumentException("music " + file + ": expected time in ticks per beat but got frames"
                    + " per second (SMPTE, " + sequence.getDivisionType() + ")");
        }
        ticksPerFrame = (double) sequence.getResolution() / framesPerBeat;
        for (Track track : sequence.getTracks()) {
            addNotes(track);
        }
        if (end == 0) {
            throw new IllegalArgumentException("music " + file + ": expected notes from " + PianoRoll.LOWEST + " to "
                    + PianoRoll.HIGHEST + " but found none" + (leftOut > 0 ? ", only " + leftOut + " outside it" : ""));
        }
        return new Piece(roll(), leftOut);
    }

    private PianoRoll roll() {
        PianoRoll.Builder roll = new PianoRoll.Builder();
        for (int key = 0; key < keys.length; key++) {
            for (int t = keys[key].nextSetBit(0); t >= 0; t = keys[key].nextSetBit(t + 1)) {
                roll.press(t - (int) first, key);
            }
        }
        return roll.build((int) (end - first));
    }

    private Sequence sequence() {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw MusicReader.unreadable(file, e);
        }
        requireWhole(bytes);
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        try {
            return MidiSystem.getSequence(in);
        } catch (InvalidMidiDataException | IOException | RuntimeException e) {
            throw damaged(bytes.length - in.available(), bytes.length, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Checks that the file contains all tracks that its header announces. Java's reader accepts a file whose last
     * tracks are missing.
     */
    private void requireWhole(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (bytes.length < FILE_HEADER || in.getInt() != FILE_TAG) {
            throw damaged(
                    0, bytes.length, "expected a header of " + FILE_HEADER + " bytes that begins with MThd", null);
        }
        long at = CHUNK_HEADER + Integer.toUnsignedLong(in.getInt());
        int tracks = Short.toUnsignedInt(in.getShort(FILE_HEADER - 4));
        for (int found = 0; found < tracks; ) {
            if (at + CHUNK_HEADER > bytes.length) {
                throw damaged(
                        bytes.length,
                        bytes.length,
                        "expected " + tracks + " tracks but the file ends after " + found,
                        null);
            }
            found += in.getInt((int) at) == TRACK_TAG ? 1 : 0;
            long end = at + CHUNK_HEADER + Integer.toUnsignedLong(in.getInt((int) at + 4));
            if (end > bytes.length) {
                throw damaged(
                        at,
                        bytes.length,
                        "expected " + (end - at) + " bytes of a track but the file ends after " + (bytes.length - at),
                        null);
            }
            at = end;
        }
    }

    private IllegalArgumentException damaged(long at, int length, String reason, @Nullable Exception cause) {
        return new IllegalArgumentException(
                "music " + file + ": expected a MIDI file but it is damaged or has another format, at byte " + at
                        + " of " + length + ": " + reason,
                cause);
    }

    private void addNotes(Track track) {
        long[] started = new long[CHANNELS * PITCHES];
        Arrays.fill(started, -1);
        for (int k = 0; k < track.size(); k++) {
            MidiEvent event = track.get(k);
            if (event.getMessage() instanceof ShortMessage message && isNote(message)) {
                int pitch = message.getData1();
                if (pitch >= PITCHES) { // Java's reader accepts any byte
                    throw new IllegalArgumentException("music " + file + ": expected pitches below " + PITCHES
                            + " but a note at tick " + event.getTick() + " has " + pitch + ": the file is damaged");
                }
                int voice = message.getChannel() * PITCHES + pitch;
                addNote(pitch, started[voice], event.getTick());
                boolean starts = message.getCommand() == ShortMessage.NOTE_ON && message.getData2() > 0;
                started[voice] = starts ? event.getTick() : -1;
            }
        }
        for (int voice = 0; voice < started.length; voice++) {
            addNote(voice % PITCHES, started[voice], track.ticks());
        }
    }

    private static boolean isNote(ShortMessage message) {
        int command = message.getCommand();
        return message.getChannel() != PERCUSSION
                && (command == ShortMessage.NOTE_ON || command == ShortMessage.NOTE_OFF);
    }

    private void addNote(int pitch, long startTick, long endTick) {
        if (startTick < 0) {
            return;
        }
        if (pitch < PianoRoll.LOWEST || pitch > PianoRoll.HIGHEST) {
            leftOut++;
            return;
        }
        long from = Math.round(startTick / ticksPerFrame);
        long to = Math.max(from + 1, Math.round(endTick / ticksPerFrame));
        if (to > MAX_FRAMES) {
            throw new IllegalArgumentException("music " + file + ": expected at most " + MAX_FRAMES
                    + " frames but a note ends in frame " + to
                    + ": the file is damaged, or --frames-per-beat is too large");
        }
        keys[pitch - PianoRoll.LOWEST].set((int) from, (int) to);
        first = Math.min(first, from);
        end = Math.max(end, to);
    }
}
