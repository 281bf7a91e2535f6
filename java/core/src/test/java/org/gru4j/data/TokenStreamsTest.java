package org.gru4j.data;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens are their own positions here, so that what comes out tells where it came from. */
class TokenStreamsTest {
    private static int[] positions(int count) {
        return IntStream.range(0, count).toArray();
    }

    @Test
    void trainingStreamsGoOnFromBatchToBatch() {
        TokenStreams data = TokenStreams.forTraining(positions(100), 3, 4);
        assertEquals(8, data.batchesPerEpoch());
        for (int index = 0; index < 8; index++) {
            Batch batch = data.batch(0, index);
            for (int t = 0; t < 4; t++) {
                for (int n = 0; n < 3; n++) {
                    assertEquals(n * 33 + index * 4 + t, batch.ids()[t * 3 + n]);
                }
            }
        }
    }

    @Test
    void theTargetIsTheNextToken() {
        TokenStreams data = TokenStreams.forTraining(positions(100), 3, 4);
        for (int index = 0; index < data.batchesPerEpoch(); index++) {
            Batch batch = data.batch(0, index);
            for (int k = 0; k < 12; k++) {
                assertEquals(batch.ids()[k] + 1, batch.targets()[k]);
            }
        }
    }

    @Test
    void trainingBatchesAreFull() {
        Batch batch = TokenStreams.forTraining(positions(100), 3, 4).batch(0, 7);
        assertNull(batch.lengths());
        assertEquals(12, batch.scoredSteps());
    }

    @Test
    void theFirstBatchOfAnEpochStartsAnewAndTheOthersContinue() {
        TokenStreams data = TokenStreams.forTraining(positions(100), 3, 4);
        assertFalse(data.batch(0, 0).isContinued(0));
        assertTrue(data.batch(0, 1).isContinued(0));
        assertFalse(data.batch(1, 0).isContinued(0));
    }

    @Test
    void everyEpochIsTheSame() {
        TokenStreams data = TokenStreams.forTraining(positions(100), 3, 4);
        int[] first = data.batch(0, 5).ids().clone();
        assertArrayEquals(first, data.batch(9, 5).ids());
    }

    @Test
    void justEnoughTokensMakeOneBatch() {
        assertEquals(1, TokenStreams.forTraining(positions(13), 3, 4).batchesPerEpoch());
    }

    @Test
    void tooFewTokensToTrainAreNamed() {
        assertSays(
                IllegalArgumentException.class,
                "tokens: expected at least 13 (batch 3 times sequence length 4, plus one) but got 12",
                () -> TokenStreams.forTraining(positions(12), 3, 4));
        assertSays(
                IllegalArgumentException.class,
                "tokens: expected at least 13 (batch 3 times sequence length 4, plus one) but got 0",
                () -> TokenStreams.forTraining(new int[0], 3, 4));
    }

    @Test
    void tooFewTokensToScoreAreNamed() {
        for (int count = 0; count < 2; count++) {
            int[] tokens = positions(count);
            assertSays(
                    IllegalArgumentException.class,
                    "tokens: expected at least 2 but got " + count,
                    () -> TokenStreams.forScoring(tokens, 3, 4));
        }
    }

    @ParameterizedTest
    @CsvSource({"0,4", "-1,4", "3,0", "3,-2"})
    void batchAndSequenceLengthArePositive(int size, int steps) {
        String says = (size <= 0 ? "batch size" : "sequence length") + ": expected a positive number but got "
                + Math.min(size, steps);
        assertSays(IllegalArgumentException.class, says, () -> TokenStreams.forTraining(positions(100), size, steps));
        assertSays(IllegalArgumentException.class, says, () -> TokenStreams.forScoring(positions(100), size, steps));
    }

    @Test
    void scoringPredictsEveryTokenButTheFirstExactlyOnce() {
        for (int count = 2; count <= 40; count++) {
            for (int size = 1; size <= 6; size++) {
                for (int steps = 1; steps <= 7; steps++) {
                    int[] predicted = predictions(TokenStreams.forScoring(positions(count), size, steps), count);
                    int[] expected = new int[count];
                    Arrays.fill(expected, 1, count, 1);
                    assertArrayEquals(expected, predicted, count + " tokens, batch " + size + ", steps " + steps);
                }
            }
        }
    }

    /** How often each token is a target; its input must be the token before. */
    private static int[] predictions(TokenStreams data, int count) {
        int[] predicted = new int[count];
        for (int index = 0; index < data.batchesPerEpoch(); index++) {
            Batch batch = data.batch(0, index);
            for (int k = 0; k < batch.ids().length; k++) {
                if (batch.isScored(k / batch.size(), k % batch.size())) {
                    assertEquals(batch.ids()[k] + 1, batch.targets()[k]);
                    predicted[batch.targets()[k]]++;
                }
            }
        }
        return predicted;
    }

    @Test
    void scoringStreamsGoOnFromBatchToBatch() {
        TokenStreams data = TokenStreams.forScoring(positions(50), 3, 4);
        int[] next = {0, 17, 34};
        for (int index = 0; index < data.batchesPerEpoch(); index++) {
            Batch batch = data.batch(0, index);
            for (int n = 0; n < 3; n++) {
                for (int t = 0; t < batch.lengths()[n]; t++) {
                    assertEquals(next[n]++, batch.ids()[t * 3 + n]);
                }
            }
        }
        assertArrayEquals(new int[] {17, 34, 49}, next);
    }

    @Test
    void paddingIsIgnoredAndHoldsAValidId() {
        TokenStreams data = TokenStreams.forScoring(positions(12), 2, 4);
        Batch last = data.batch(0, data.batchesPerEpoch() - 1);
        assertArrayEquals(new int[] {2, 1}, last.lengths());
        for (int k = 0; k < last.ids().length; k++) {
            boolean valid = k / 2 < last.lengths()[k % 2];
            assertEquals(valid, last.targets()[k] != Batch.IGNORE);
            assertTrue(valid || last.ids()[k] == 0);
        }
    }

    @Test
    void scoringUsesNoMoreStreamsThanThereArePredictions() {
        assertEquals(
                3, TokenStreams.forScoring(positions(4), 100, 10).batch(0, 0).size());
    }
}
