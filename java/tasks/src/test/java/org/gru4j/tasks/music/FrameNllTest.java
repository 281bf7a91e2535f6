package org.gru4j.tasks.music;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameNllTest {
    /** Sums of at most some hundred logarithms. */
    private static final double EXACT = 1e-10;

    private final PianoRoll shorter = PianoRoll.ofPitches(new int[][] {{60}, {60}});
    private final PianoRoll longer = PianoRoll.ofPitches(new int[][] {{60, 64}, {}, {60}, {60}});

    @Test
    void anEvenChanceCosts88Bits() {
        FrameNll nll = FrameNll.of((piece, t, p) -> Arrays.fill(p, 0.5), List.of(shorter, longer));
        assertEquals(88 * Math.log(2), nll.next(), EXACT);
        assertEquals(88 * Math.log(2), nll.all(), EXACT);
    }

    @Test
    void everyPredictedFrameCountsOnceWhateverPieceItIsIn() {
        FramePredictor predictor = (piece, t, p) -> {
            Arrays.fill(p, 0);
            p[60 - 21] = t == 0 ? 0.9 : 0.5;
            p[64 - 21] = t == 0 ? 0.2 : 0;
        };
        double first = -Math.log(0.9 * 0.8) - Math.log(0.9 * 0.2);
        double next = 4 * Math.log(2);
        FrameNll nll = FrameNll.of(predictor, List.of(shorter, longer));
        assertEquals(next / 4, nll.next(), EXACT);
        assertEquals((first + next) / 6, nll.all(), EXACT);
    }

    @Test
    void noFramesHaveNoMean() {
        assertTrue(Double.isNaN(new FrameNll.Sum().result().next()));
    }

    @Test
    void keyFrequenciesAreSmoothedCounts() {
        double[] p = new double[88];
        new KeyFrequencies(List.of(shorter, longer)).predict(longer, 2, p);
        assertEquals(5.5 / 7, p[60 - 21], EXACT);
        assertEquals(1.5 / 7, p[64 - 21], EXACT);
        assertEquals(0.5 / 7, p[0], EXACT);
    }

    @Test
    void lastFrameCountsWhatFollowedWhat() {
        LastFrame last = new LastFrame(List.of(shorter, longer));
        double[] p = new double[88];
        last.predict(longer, 1, p); // 60 and 64 sounded
        assertEquals(2.5 / 4, p[60 - 21], EXACT);
        assertEquals(0.5 / 2, p[64 - 21], EXACT);
        assertEquals(0.5 / 5, p[0], EXACT);
        last.predict(longer, 2, p); // nothing sounded
        assertEquals(1.5 / 2, p[60 - 21], EXACT);
        assertEquals(0.5 / 4, p[64 - 21], EXACT);
        double[] first = new double[88];
        new KeyFrequencies(List.of(shorter, longer)).predict(longer, 0, first);
        last.predict(longer, 0, p);
        assertEquals(first[60 - 21], p[60 - 21], 0);
    }

    /** The chain of each key has the frequencies' likelihood as its worst case, up to what its parameters cost. */
    @Test
    void lastFrameKnowsMoreThanFrequencies() {
        MusicData data = SyntheticChorales.data(1, 40);
        assertTrue(FrameNll.of(new LastFrame(data.train()), data.test()).next()
                < FrameNll.of(new KeyFrequencies(data.train()), data.test()).next());
    }
}
