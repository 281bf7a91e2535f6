package org.gru4j.tasks.music;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Sets triads for bass, tenor, alto and soprano: the bass sings the root, the others what moves them least, each in its
 * range, none above the next, at most an octave between neighbours of the upper three, with all notes of the triad.
 */
final class Voicing {
    private static final int[] LOWEST = {40, 48, 55, 60};
    private static final int[] HIGHEST = {55, 64, 72, 79};
    private static final int OCTAVE = 12;
    /** Semitones by which a random preference for one soprano note over another outweighs motion, at most. */
    private static final int WHIM = 6;

    private int[] voices = {45, 55, 62, 69};

    /**
     * The pitches of the next chord, bass first.
     *
     * @param classes pitch classes of root, third and fifth
     * @param below draws from 0 to below the given bound
     * @throws IllegalArgumentException if the voices have no such chord
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

    /** Only notes of the triad, with its third and its fifth: the bass has the root. */
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
