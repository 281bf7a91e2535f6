package org.gru4j.tasks.music;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Voices triads for bass, tenor, alto and soprano. The bass sings the root; the other voices move as little as
 * possible. Each voice stays in its range and below the next higher one, neighbours among the upper three are at most
 * an octave apart, and all notes of the triad occur.
 */
final class Voicing {
    private static final int[] LOWEST = {40, 48, 55, 60};
    private static final int[] HIGHEST = {55, 64, 72, 79};
    private static final int OCTAVE = 12;
    /** The largest random preference for a soprano note, in semitones of motion that it outweighs. */
    private static final int WHIM = 6;

    private int[] voices = {45, 55, 62, 69};

    /**
     * Returns the pitches of the next chord, bass first.
     *
     * @param classes pitch classes of root, third and fifth
     * @param below draws a random number from 0 up to but excluding the given bound
     * @throws IllegalArgumentException if the voices can't sing such a chord
     */
    int[] next(int[] classes, IntUnaryOperator below) {
        int[] whims = new int[OCTAVE];
        for (int k = 0; k < OCTAVE; k++) {
            whims[k] = below.applyAsInt(WHIM + 1);
        }
        int bass = nearest(classes[0]);
        int @Nullable [] best = null;
        int leastCost = Integer.MAX_VALUE;
        for (int tenor = LOWEST[1]; tenor <= HIGHEST[1]; tenor++) {
            for (int alto = Math.max(tenor, LOWEST[2]); alto <= Math.min(tenor + OCTAVE, HIGHEST[2]); alto++) {
                int top = Math.min(alto + OCTAVE, HIGHEST[3]);
                for (int soprano = Math.max(alto, LOWEST[3]); soprano <= top; soprano++) {
                    int cost = motion(tenor, alto, soprano) + whims[soprano % OCTAVE];
                    if (tenor >= bass && cost < leastCost && isComplete(classes, tenor, alto, soprano)) {
                        leastCost = cost;
                        best = new int[] {bass, tenor, alto, soprano};
                    }
                }
            }
        }
        if (best == null) {
            throw new IllegalArgumentException(
                    "classes: expected a triad that four voices can sing but got " + Arrays.toString(classes));
        }
        voices = best;
        return best.clone();
    }

    private int nearest(int pitchClass) {
        int best = -1;
        for (int pitch = LOWEST[0]; pitch <= HIGHEST[0]; pitch++) {
            boolean fits = pitch % OCTAVE == pitchClass;
            if (fits && (best < 0 || Math.abs(pitch - voices[0]) < Math.abs(best - voices[0]))) {
                best = pitch;
            }
        }
        return best;
    }

    private int motion(int tenor, int alto, int soprano) {
        return Math.abs(tenor - voices[1]) + Math.abs(alto - voices[2]) + Math.abs(soprano - voices[3]);
    }

    /**
     * Returns whether the upper voices sing only notes of the triad, and include its third and fifth. The bass has the
     * root.
     */
    private static boolean isComplete(int[] classes, int tenor, int alto, int soprano) {
        int found = 0;
        for (int pitch : new int[] {tenor, alto, soprano}) {
            int member = -1;
            for (int k = 0; k < classes.length; k++) {
                member = pitch % OCTAVE == classes[k] ? k : member;
            }
            if (member < 0) {
                return false;
            }
            found |= 1 << member;
        }
        return (found & 0b110) == 0b110;
    }
}
