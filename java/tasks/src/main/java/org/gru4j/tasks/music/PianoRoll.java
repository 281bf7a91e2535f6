package org.gru4j.tasks.music;

import java.util.Arrays;

/**
 * A piece of music as frames of equal length. Each frame holds which of the piano's 88 keys sound. Key k is MIDI pitch
 * {@value #LOWEST} + k. A frame takes 16 bytes. Immutable.
 */
public final class PianoRoll {
    /** Keys of a piano. */
    public static final int KEYS = 88;
    /** The MIDI pitch of the lowest key, A0. */
    public static final int LOWEST = 21;
    /** The MIDI pitch of the highest key, C8. */
    public static final int HIGHEST = LOWEST + KEYS - 1;

    private static final int WORDS = 2;

    /** {@value #WORDS} words per frame, with 44 keys each. */
    private final long[] words;

    private PianoRoll(long[] words) {
        this.words = words;
    }

    /** Returns a roll of the given MIDI pitches, where {@code pitches[t]} are those that sound in frame t. */
    public static PianoRoll ofPitches(int[][] pitches) {
        Builder builder = new Builder();
        for (int t = 0; t < pitches.length; t++) {
            for (int pitch : pitches[t]) {
                builder.press(t, pitch - LOWEST);
            }
        }
        return builder.build(pitches.length);
    }

    /** Returns the number of frames. */
    public int frames() {
        return words.length / WORDS;
    }

    /** Returns whether a key, 0 to 87, sounds in a frame. */
    public boolean isOn(int frame, int key) {
        return (words[word(frame, key)] & bit(key)) != 0;
    }

    /** Returns how many keys sound in a frame. */
    public int count(int frame) {
        return Long.bitCount(words[WORDS * frame]) + Long.bitCount(words[WORDS * frame + 1]);
    }

    /** Returns the MIDI pitches that sound in a frame, in ascending order. */
    public int[] pitches(int frame) {
        int[] pitches = new int[count(frame)];
        int found = 0;
        for (int key = 0; key < KEYS; key++) {
            if (isOn(frame, key)) {
                pitches[found++] = LOWEST + key;
            }
        }
        return pitches;
    }

    /** Writes a frame as {@value #KEYS} numbers, 1 for a key that sounds and 0 for one that doesn't. */
    public void copyFrame(int frame, float[] to, int offset) {
        for (int key = 0; key < KEYS; key++) {
            to[offset + key] = isOn(frame, key) ? 1 : 0;
        }
    }

    /** Returns a copy of the frames from {@code from} up to but excluding {@code to}. */
    public PianoRoll slice(int from, int to) {
        if (from < 0 || from > to || to > frames()) {
            throw new IndexOutOfBoundsException("frames " + from + " to " + to + " of " + frames());
        }
        return new PianoRoll(Arrays.copyOfRange(words, WORDS * from, WORDS * to));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PianoRoll roll && Arrays.equals(words, roll.words);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(words);
    }

    @Override
    public String toString() {
        return "PianoRoll[" + frames() + " frames]";
    }

    private static int word(int frame, int key) {
        if (key < 0 || key >= KEYS) {
            throw new IndexOutOfBoundsException("key: expected 0 to " + (KEYS - 1) + " but got " + key);
        }
        return WORDS * frame + key * WORDS / KEYS;
    }

    private static long bit(int key) {
        return 1L << key % (KEYS / WORDS);
    }

    /** Collects keys in any order. */
    static final class Builder {
        private long[] words = new long[WORDS << 6];

        /** Adds a key to a frame. */
        Builder press(int frame, int key) {
            int word = word(frame, key);
            if (word >= words.length) {
                words = Arrays.copyOf(words, Math.max(WORDS * (frame + 1), 2 * words.length));
            }
            words[word] |= bit(key);
            return this;
        }

        /** Returns a roll of the first {@code frames} frames. */
        PianoRoll build(int frames) {
            return new PianoRoll(Arrays.copyOf(words, WORDS * frames));
        }
    }
}
