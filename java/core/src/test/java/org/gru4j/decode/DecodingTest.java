package org.gru4j.decode;

import static org.gru4j.testing.Messages.assertMentions;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.gru4j.backend.Backend;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.SequenceDecoder;
import org.gru4j.model.Sequential;
import org.gru4j.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Of a small random model of five tokens, whose sequences can all be listed. */
class DecodingTest {
    private static final int V = 5;
    private static final int STEPS = 3;
    private static final TokenLimits LIMITS = new TokenLimits(0, 4, STEPS);

    private final Backend backend = new ReferenceBackend();
    private final Sequential model =
            new Sequential(ModelSpec.tokens(V).embedding(6).gru(8).dense(V).build(), backend, 3);
    private final SequenceDecoder decoder = new SequenceDecoder(model, ModelSpec.INPUT, ModelSpec.OUTPUT);

    DecodingTest() {
        model.parameters().update((values, gradients) -> { // far from uniform
            for (int k = 0; k < values.size(); k++) {
                values.write(k, new float[] {3 * values.get(k)}, 0, 1);
            }
        });
    }

    @AfterEach
    void close() {
        decoder.close();
        model.close();
    }

    private double[] next(int... tokens) {
        decoder.begin(null, 1);
        Tensor scores = decoder.step(0);
        for (int token : tokens) {
            scores = decoder.step(token);
        }
        double[] row = scores.toDoubles();
        double sum = Arrays.stream(row).map(Math::exp).sum();
        return Arrays.stream(row).map(v -> v - Math.log(sum)).toArray();
    }

    /** All sequences that end, or have as many steps as are allowed. */
    private List<Hypothesis> all(double penalty) {
        List<Hypothesis> all = new ArrayList<>();
        extend(new int[0], 0, penalty, all);
        all.sort(Comparator.comparingDouble(one -> -one.score()));
        return all;
    }

    private void extend(int[] tokens, double logProbability, double penalty, List<Hypothesis> all) {
        BeamSearch search = new BeamSearch(1, penalty);
        if (tokens.length == STEPS) {
            all.add(new Hypothesis(tokens, logProbability, search.score(logProbability, STEPS)));
            return;
        }
        double[] row = next(tokens);
        for (int token = 0; token < V; token++) {
            double more = logProbability + row[token];
            if (token == LIMITS.end()) {
                all.add(new Hypothesis(tokens, more, search.score(more, tokens.length + 1)));
            } else {
                int[] longer = Arrays.copyOf(tokens, tokens.length + 1);
                longer[tokens.length] = token;
                extend(longer, more, penalty, all);
            }
        }
    }

    @Test
    void greedyTakesTheMostProbableToken() {
        int[] tokens = Decoding.greedy(decoder, null, 2, LIMITS)[1];
        for (int k = 0; k < tokens.length; k++) {
            double[] row = next(Arrays.copyOf(tokens, k));
            assertEquals(Arrays.stream(row).max().orElseThrow(), row[tokens[k]]);
        }
        if (tokens.length < STEPS) {
            double[] row = next(tokens);
            assertEquals(Arrays.stream(row).max().orElseThrow(), row[LIMITS.end()]);
        }
    }

    @Test
    void aWideSearchFindsTheBestOfAll() {
        for (double penalty : new double[] {0, 1}) {
            List<Hypothesis> all = all(penalty);
            List<Hypothesis> found = Decoding.search(decoder, null, 2, LIMITS, new BeamSearch(64, penalty))
                    .get(1);
            for (int k = 0; k < 5; k++) {
                assertArrayEquals(all.get(k).tokens(), found.get(k).tokens());
                assertEquals(all.get(k).logProbability(), found.get(k).logProbability(), 1e-5);
                assertEquals(all.get(k).score(), found.get(k).score(), 1e-5);
            }
        }
    }

    @Test
    void aSearchOfWidthOneIsGreedyWhereNothingEnds() {
        TokenLimits endless = new TokenLimits(0, -1, 6);
        assertArrayEquals(
                Decoding.greedy(decoder, null, 1, endless)[0],
                Decoding.search(decoder, null, 1, endless, new BeamSearch(1, 0))
                        .get(0)
                        .get(0)
                        .tokens());
    }

    @Test
    void samplesComeAsOftenAsTheyAreProbable() {
        double[] row = next();
        int[] counts = new int[V];
        int draws = 4000;
        int[][] samples = Decoding.sample(decoder, null, draws, new TokenLimits(0, -1, 1), Sampling.temperature(1, 7));
        for (int[] sample : samples) {
            counts[sample[0]]++;
        }
        for (int token = 0; token < V; token++) {
            double p = Math.exp(row[token]);
            double deviation = Math.sqrt(p * (1 - p) / draws);
            assertEquals(p, counts[token] / (double) draws, 5 * deviation + 1e-9);
        }
    }

    @Test
    void fewTokensAreDrawnOfIfAskedFor() {
        double[] row = next();
        Integer[] order = {0, 1, 2, 3, 4};
        Arrays.sort(order, Comparator.comparingDouble(j -> -row[j]));
        TokenLimits one = new TokenLimits(0, -1, 1);
        for (int[] sample : Decoding.sample(decoder, null, 200, one, new Sampling(1, 2, 1, 1))) {
            assertTrue(sample[0] == order[0] || sample[0] == order[1]);
        }
        for (int[] sample : Decoding.sample(decoder, null, 200, one, new Sampling(1, 0, 1e-9, 1))) {
            assertEquals(order[0], sample[0]);
        }
    }

    @Test
    void theSameSeedDrawsTheSame() {
        int[][] first = Decoding.sample(decoder, null, 3, LIMITS, Sampling.temperature(1, 1));
        assertArrayEquals(first, Decoding.sample(decoder, null, 3, LIMITS, Sampling.temperature(1, 1)));
        TokenLimits longer = new TokenLimits(0, -1, 20);
        int[][] rows = Decoding.sample(decoder, null, 2, longer, Sampling.temperature(1, 1));
        assertNotEquals(Arrays.toString(rows[0]), Arrays.toString(rows[1]));
    }

    @Test
    void wrongSettingsAreNamed() {
        assertMentions(IllegalArgumentException.class, () -> new BeamSearch(0, 1), "beam width");
        assertMentions(IllegalArgumentException.class, () -> new BeamSearch(1, -1), "lengthPenalty");
        assertMentions(IllegalArgumentException.class, () -> Sampling.temperature(0, 1), "temperature");
        assertMentions(IllegalArgumentException.class, () -> new Sampling(1, 0, 0, 1), "topP");
        assertMentions(IllegalArgumentException.class, () -> new TokenLimits(0, 1, 0), "maxSteps");
        assertMentions(
                IllegalStateException.class, () -> decoder.step(1), "decoder: step before begin; call begin first");
    }
}
