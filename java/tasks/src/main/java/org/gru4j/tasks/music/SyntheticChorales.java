package org.gru4j.tasks.music;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.random.CounterRandom;

/**
 * Synthetic chorales, for use without data: four voices in a random key, one triad per beat, two frames per beat. The
 * chord progressions follow textbook harmony, and each phrase of eight chords ends with dominant and tonic. The
 * {@linkplain Voicing voices} move as little as possible, and sometimes fill a third with a passing note. Results on
 * this music say nothing about real music.
 *
 * <p>The music depends only on the seed.
 */
public final class SyntheticChorales {
    /** Frames per beat. */
    public static final int FRAMES_PER_BEAT = 2;

    private static final long PLACE = 0x63686f72;
    private static final int PHRASE = 8;
    private static final int MIN_PHRASES = 3;
    private static final int MORE_PHRASES = 4;
    private static final double PASSING = 0.4;
    private static final int[] MAJOR = {0, 2, 4, 5, 7, 9, 11};
    private static final int[] HARMONIC_MINOR = {0, 2, 3, 5, 7, 8, 11};
    private static final int TONIC = 0;
    private static final int DOMINANT = 4;
    /** The successors of each degree, 0 to 6. All are equally likely; one that is listed twice is twice as likely. */
    private static final int[][] NEXT = {
        {3, 4, 5, 1, 3, 4}, {4, 4, 6}, {5, 3}, {4, 0, 1, 4}, {0, 0, 5}, {1, 3, 1, 4}, {0, 0, 2}
    };

    private final CounterRandom random;
    private final int tonic;
    private final int[] scale;
    private long drawn;

    private SyntheticChorales(long seed, int piece) {
        random = new CounterRandom(seed, piece, PLACE);
        tonic = below(12);
        scale = below(2) == 0 ? MAJOR : HARMONIC_MINOR;
    }

    /**
     * Returns pieces, split by {@link MusicData}'s rule.
     *
     * @param pieces how many in all
     */
    public static MusicData data(long seed, int pieces) {
        List<PianoRoll> rolls = new ArrayList<>();
        for (int k = 0; k < pieces; k++) {
            rolls.add(new SyntheticChorales(seed, k).piece());
        }
        return MusicData.split("synthetic chorales, " + pieces + " pieces, seed " + seed, rolls, List.of());
    }

    private PianoRoll piece() {
        int[] degrees = degrees();
        int[][] chords = new int[degrees.length][];
        Voicing voicing = new Voicing();
        for (int beat = 0; beat < degrees.length; beat++) {
            chords[beat] = voicing.next(triad(degrees[beat]), this::below);
        }
        int[][] frames = new int[FRAMES_PER_BEAT * chords.length][];
        for (int beat = 0; beat < chords.length; beat++) {
            frames[FRAMES_PER_BEAT * beat] = chords[beat];
            boolean last = beat == chords.length - 1;
            frames[FRAMES_PER_BEAT * beat + 1] = last ? chords[beat] : withPassingNotes(chords[beat], chords[beat + 1]);
        }
        return PianoRoll.ofPitches(frames);
    }

    private int[] degrees() {
        int[] degrees = new int[PHRASE * (MIN_PHRASES + below(MORE_PHRASES))];
        for (int beat = 1; beat < degrees.length; beat++) {
            int[] next = NEXT[degrees[beat - 1]];
            int place = beat % PHRASE;
            int free = next[below(next.length)];
            degrees[beat] = place == PHRASE - 1 ? TONIC : place == PHRASE - 2 ? DOMINANT : free;
        }
        return degrees;
    }

    /** Returns the pitch classes of root, third and fifth. */
    private int[] triad(int degree) {
        int[] classes = new int[3];
        for (int k = 0; k < classes.length; k++) {
            classes[k] = (tonic + scale[(degree + 2 * k) % scale.length]) % 12;
        }
        return classes;
    }

    /** Returns the chord with passing notes: some voices that move by a third sing the note of the scale in between. */
    private int[] withPassingNotes(int[] chord, int[] next) {
        int[] frame = chord.clone();
        for (int voice = 0; voice < frame.length; voice++) {
            int step = next[voice] - chord[voice];
            boolean third = Math.abs(step) == 3 || Math.abs(step) == 4;
            if (third && random.uniform(drawn++) < PASSING) {
                int between = chord[voice] + step / 2;
                frame[voice] = isInScale(between) ? between : between + Integer.signum(step);
            }
        }
        return frame;
    }

    private boolean isInScale(int pitch) {
        for (int note : scale) {
            if (Math.floorMod(pitch - tonic, 12) == note) {
                return true;
            }
        }
        return false;
    }

    private int below(int bound) {
        return (int) (random.uniform(drawn++) * bound);
    }
}
