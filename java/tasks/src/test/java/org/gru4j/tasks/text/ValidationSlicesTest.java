package org.gru4j.tasks.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.gru4j.data.Batch;
import org.junit.jupiter.api.Test;

class ValidationSlicesTest {
    private final int[] tokens = IntStream.range(0, 101).toArray();

    @Test
    void slicesAreSpreadEvenlyAndPredictTheNextToken() {
        ValidationSlices slices = new ValidationSlices(tokens, 3, 10, 4);
        assertEquals(3, slices.batchesPerEpoch());
        Batch batch = slices.batch(0, 1);
        assertTrue(batch.isContinued(0));
        for (int t = 0; t < 4; t++) {
            for (int n = 0; n < 3; n++) {
                assertEquals(45 * n + 4 + t, batch.ids()[t * 3 + n]);
                assertEquals(45 * n + 5 + t, batch.targets()[t * 3 + n]);
            }
        }
    }

    @Test
    void whatIsBeyondASliceIsNotScored() {
        ValidationSlices slices = new ValidationSlices(tokens, 3, 10, 4);
        assertFalse(slices.batch(0, 0).isContinued(0));
        int scored =
                IntStream.range(0, 3).map(k -> slices.batch(0, k).scoredSteps()).sum();
        assertEquals(3 * 10, scored);
    }

    @Test
    void aShortTextIsOneShortSlice() {
        ValidationSlices slices = new ValidationSlices(new int[] {5, 6, 7}, 32, 256, 64);
        assertEquals(1, slices.batchesPerEpoch());
        assertEquals(2, slices.batch(0, 0).scoredSteps());
    }
}
