package org.gru4j.tasks.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NGramModelTest {
    private static final double EXACT = 1e-12;
    /** a b a, of a vocabulary of four. */
    private static final int[] ABA = {1, 2, 1};

    private static double p(NGramModel model, int n, int... tokens) {
        return model.probability(tokens, tokens.length - 1, n);
    }

    @Test
    void unigramsOverTheUniformDistribution() {
        NGramModel model = NGramModel.fit(ABA, 1, 4);
        assertEquals((2 + 2 * 0.25) / (3 + 2), p(model, 1, 1), EXACT);
        assertEquals((1 + 2 * 0.25) / (3 + 2), p(model, 1, 2), EXACT);
        assertEquals(2 * 0.25 / (3 + 2), p(model, 1, 3), EXACT);
    }

    @Test
    void bigramsOverUnigrams() {
        NGramModel model = NGramModel.fit(ABA, 2, 4);
        assertEquals((1 + 0.3) / 2, p(model, 2, 1, 2), EXACT);
        assertEquals(0.5 / 2, p(model, 2, 1, 1), EXACT);
        assertEquals((1 + 0.5) / 2, p(model, 2, 2, 1), EXACT);
    }

    @Test
    void trigramsOverBigrams() {
        NGramModel model = NGramModel.fit(ABA, 3, 4);
        assertEquals((1 + 0.75) / 2, p(model, 3, 1, 2, 1), EXACT);
        assertEquals(0.75, p(model, 3, 2, 2, 1), EXACT, "a context that was never seen leaves it to the shorter one");
    }

    @Test
    void oneFitHoldsAllLowerOrders() {
        int[] tokens = randomTokens(2000, 6);
        NGramModel five = NGramModel.fit(tokens, 5, 6);
        for (int n = 1; n <= 5; n++) {
            assertEquals(NGramModel.fit(tokens, n, 6).bitsPerToken(tokens, n), five.bitsPerToken(tokens, n), EXACT);
        }
    }

    @Test
    void probabilitiesSumToOneInEveryContext() {
        NGramModel model = NGramModel.fit(randomTokens(500, 5), 4, 6);
        int[] context = randomTokens(40, 6);
        for (int at = 0; at < context.length; at++) {
            double sum = 0;
            int kept = context[at];
            for (int w = 0; w < 6; w++) {
                context[at] = w;
                sum += model.probability(context, at, 4);
            }
            context[at] = kept;
            assertEquals(1, sum, EXACT);
        }
    }

    @Test
    void bitsAreTheMeanOfMinusLog2() {
        NGramModel model = NGramModel.fit(ABA, 2, 4);
        double expected = -(Math.log(0.65) + Math.log(0.75)) / 2 / Math.log(2);
        assertEquals(expected, model.bitsPerToken(ABA, 2), EXACT);
    }

    @Test
    void longerContextsTellMore() {
        int[] periodic = new int[3000];
        for (int k = 0; k < periodic.length; k++) {
            periodic[k] = k % 6 < 3 ? 1 : k % 6 - 1;
        }
        NGramModel model = NGramModel.fit(periodic, 4, 5);
        assertTrue(model.bitsPerToken(periodic, 2) < model.bitsPerToken(periodic, 1));
        assertTrue(model.bitsPerToken(periodic, 4) < 0.02);
    }

    @Test
    void anEmptyTextSaysNothing() {
        assertEquals(0.25, p(NGramModel.fit(new int[0], 3, 4), 3, 1, 2, 3), EXACT);
    }

    @Test
    void refusesOrdersThatItDoesNotHold() {
        assertThrows(IllegalArgumentException.class, () -> NGramModel.fit(ABA, 0, 4));
        NGramModel model = NGramModel.fit(ABA, 2, 4);
        assertThrows(IllegalArgumentException.class, () -> model.probability(ABA, 0, 3));
        assertThrows(IllegalArgumentException.class, () -> model.probability(ABA, 0, 0));
    }

    @Test
    void pairCountsAreThoseOfAHashMap() {
        Map<String, Integer> expected = new HashMap<>();
        PairCounts counts = new PairCounts();
        Random random = new Random(5);
        for (int k = 0; k < 20_000; k++) {
            int first = random.nextInt(100);
            int second = random.nextInt(200);
            expected.merge(first + "/" + second, 1, Integer::sum);
            counts.set(first, second, counts.get(first, second) + 1);
        }
        for (int first = 0; first < 100; first++) {
            for (int second = 0; second < 200; second++) {
                assertEquals(expected.getOrDefault(first + "/" + second, 0), counts.get(first, second));
            }
        }
    }

    private static int[] randomTokens(int length, int vocabularySize) {
        return new Random(3).ints(length, 0, vocabularySize).toArray();
    }
}
