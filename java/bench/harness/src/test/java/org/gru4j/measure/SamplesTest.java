package org.gru4j.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class SamplesTest {
    @Test
    void medianOfOddAndEvenCounts() {
        assertEquals(3, Samples.median(9, 1, 3));
        assertEquals(2.5, Samples.median(4, 1, 2, 3));
        assertEquals(7, Samples.median(7));
        assertThrows(IllegalArgumentException.class, () -> Samples.median(new double[0]));
    }

    @Test
    void medianOfPairedRatios() {
        assertEquals(2, Samples.medianRatio(new double[] {2, 8, 9}, new double[] {1, 4, 1}));
    }

    @Test
    void geometricMean() {
        assertEquals(2, Samples.geometricMean(List.of(1.0, 4.0)), 1e-15);
        assertThrows(IllegalArgumentException.class, () -> Samples.geometricMean(List.of()));
    }

    @Test
    void keepsAll() {
        Samples samples = new Samples();
        assertThrows(IllegalStateException.class, samples::min);
        assertThrows(IllegalStateException.class, samples::median);
        for (int k = 1000; k >= 1; k--) {
            samples.add(k, 1001 - k);
        }
        assertEquals(2000, samples.count());
        assertEquals(1, samples.min());
        assertEquals(500.5, samples.median());
    }
}
