package org.gru4j.decode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.gru4j.data.Batch;
import org.gru4j.model.SequenceDecoder;
import org.gru4j.random.CounterRandom;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Generates token sequences, many at once, with a {@link SequenceDecoder}, whose output is taken as logits. Thread-safe
 * if each thread uses its own decoder.
 */
public final class Decoding {
    private Decoding() {}

    /** Chooses the next token of a row by its log-probabilities. */
    private interface Choice {
        int token(double[] logProbabilities, int step, int row);
    }

    /**
     * Generates sequences by taking the most probable token at each step.
     *
     * @param context the other inputs of the model; null if there are none
     * @param sequences N
     * @return N sequences, without start and end tokens
     */
    public static int[][] greedy(SequenceDecoder decoder, @Nullable Batch context, int sequences, TokenLimits limits) {
        return generate(decoder, context, sequences, limits, (row, step, n) -> largest(row));
    }

    /** Generates sequences by drawing tokens at random. The other parameters are those of {@link #greedy}. */
    public static int[][] sample(
            SequenceDecoder decoder, @Nullable Batch context, int sequences, TokenLimits limits, Sampling sampling) {
        return generate(
                decoder,
                context,
                sequences,
                limits,
                (row, step, n) ->
                        draw(row, sampling, CounterRandom.uniform(CounterRandom.key(sampling.seed(), step, n), 0)));
    }

    private static int[][] generate(
            SequenceDecoder decoder, @Nullable Batch context, int sequences, TokenLimits limits, Choice choice) {
        decoder.begin(context, sequences);
        int[] next = new int[sequences];
        Arrays.fill(next, limits.start());
        int[][] generated = new int[sequences][limits.maxSteps()];
        int[] lengths = new int[sequences];
        boolean[] ended = new boolean[sequences];
        int open = sequences;
        for (int step = 0; step < limits.maxSteps() && open > 0; step++) {
            double[][] rows = logProbabilities(decoder.step(next));
            for (int n = 0; n < sequences; n++) {
                if (ended[n]) {
                    continue;
                }
                next[n] = choice.token(rows[n], step, n);
                if (next[n] == limits.end()) {
                    ended[n] = true;
                    open--;
                } else {
                    generated[n][lengths[n]++] = next[n];
                }
            }
        }
        for (int n = 0; n < sequences; n++) {
            generated[n] = Arrays.copyOf(generated[n], lengths[n]);
        }
        return generated;
    }

    /** Returns the log softmax of each row of scores [1,N,V]. */
    private static double[][] logProbabilities(Tensor scores) {
        int count = scores.dim(2);
        double[][] rows = new double[scores.dim(1)][count];
        for (int n = 0; n < rows.length; n++) {
            scores.read(n * count, rows[n], 0, count);
            double max = Double.NEGATIVE_INFINITY;
            for (double score : rows[n]) {
                max = Math.max(max, score);
            }
            double sum = 0;
            for (double score : rows[n]) {
                sum += Math.exp(score - max);
            }
            double shift = max + Math.log(sum);
            for (int j = 0; j < count; j++) {
                rows[n][j] -= shift;
            }
        }
        return rows;
    }

    private static int largest(double[] values) {
        int best = 0;
        for (int j = 1; j < values.length; j++) {
            best = values[j] > values[best] ? j : best;
        }
        return best;
    }

    /** @param uniform a random number in [0, 1) */
    private static int draw(double[] logProbabilities, Sampling sampling, double uniform) {
        List<Integer> order = new ArrayList<>();
        for (int j = 0; j < logProbabilities.length; j++) {
            order.add(j);
        }
        order.sort(Comparator.comparingDouble(j -> -logProbabilities[j])); // stable: ties keep the order of the tokens
        int count = sampling.topK() == 0 ? order.size() : Math.min(sampling.topK(), order.size());
        double[] weights = new double[count];
        double total = 0;
        for (int k = 0; k < count; k++) {
            weights[k] = Math.exp(
                    (logProbabilities[order.get(k)] - logProbabilities[order.get(0)]) / sampling.temperature());
            total += weights[k];
        }
        double kept = 0;
        int most = 0;
        while (most < count && (most == 0 || kept < sampling.topP() * total)) {
            kept += weights[most++];
        }
        double at = uniform * kept;
        for (int k = 0; k < most; k++) {
            at -= weights[k];
            if (at < 0) {
                return order.get(k);
            }
        }
        return order.get(most - 1);
    }

    /** An unfinished continuation of a sequence: the decoder's row that it occupies, and its tokens so far. */
    private record Beam(int row, int[] tokens, double logProbability) {
        Beam then(int token, double more) {
            int[] longer = Arrays.copyOf(tokens, tokens.length + 1);
            longer[tokens.length] = token;
            return new Beam(row, longer, logProbability + more);
        }
    }

    /**
     * Searches for the most probable sequences.
     *
     * @param context the other inputs of the model; null if there are none
     * @param sequences N
     * @return for each of the N sequences up to {@link BeamSearch#width} hypotheses, best first
     */
    public static List<List<Hypothesis>> search(
            SequenceDecoder decoder, @Nullable Batch context, int sequences, TokenLimits limits, BeamSearch search) {
        int width = search.width();
        decoder.begin(context == null ? null : repeated(context, width), Math.multiplyExact(sequences, width));
        List<List<Beam>> open = new ArrayList<>();
        List<List<Hypothesis>> done = new ArrayList<>();
        for (int n = 0; n < sequences; n++) {
            open.add(List.of(new Beam(n * width, new int[0], 0)));
            done.add(new ArrayList<>());
        }
        int[] next = new int[sequences * width];
        Arrays.fill(next, limits.start());
        for (int step = 0; step < limits.maxSteps() && open.stream().anyMatch(beams -> !beams.isEmpty()); step++) {
            double[][] rows = logProbabilities(decoder.step(next));
            int[] from = new int[next.length];
            for (int n = 0; n < sequences; n++) {
                List<Beam> kept = extend(open.get(n), rows, limits, search, done.get(n));
                List<Beam> placed = new ArrayList<>();
                for (int b = 0; b < width; b++) {
                    int row = n * width + b;
                    from[row] = b < kept.size() ? kept.get(b).row : row;
                    next[row] = limits.start();
                    if (b < kept.size()) {
                        int[] tokens = kept.get(b).tokens;
                        next[row] = tokens[tokens.length - 1];
                        placed.add(new Beam(row, tokens, kept.get(b).logProbability));
                    }
                }
                open.set(n, placed);
            }
            decoder.reorder(from);
        }
        List<List<Hypothesis>> found = new ArrayList<>();
        for (int n = 0; n < sequences; n++) {
            for (Beam beam : open.get(n)) { // these reached the maximum length
                done.get(n).add(hypothesis(beam, search));
            }
            done.get(n).sort(Comparator.comparingDouble(one -> -one.score()));
            found.add(List.copyOf(
                    done.get(n).subList(0, Math.min(width, done.get(n).size()))));
        }
        return found;
    }

    private static Hypothesis hypothesis(Beam beam, BeamSearch search) {
        return new Hypothesis(beam.tokens, beam.logProbability, search.score(beam.logProbability, beam.tokens.length));
    }

    /**
     * Returns the best unfinished continuations of a sequence's beams; adds the finished ones to {@code done}. Drops
     * continuations that can no longer beat the {@code width} best hypotheses in {@code done}.
     */
    private static List<Beam> extend(
            List<Beam> beams, double[][] rows, TokenLimits limits, BeamSearch search, List<Hypothesis> done) {
        List<Beam> candidates = new ArrayList<>();
        for (Beam beam : beams) {
            double[] row = rows[beam.row];
            for (int token = 0; token < row.length; token++) {
                candidates.add(beam.then(token, row[token]));
            }
        }
        candidates.sort(Comparator.comparingDouble(beam -> -beam.logProbability));
        List<Beam> kept = new ArrayList<>();
        for (int k = 0; k < candidates.size() && kept.size() < search.width(); k++) {
            Beam candidate = candidates.get(k);
            int length = candidate.tokens.length - 1;
            if (candidate.tokens[length] == limits.end()) {
                if (k < search.width()) {
                    done.add(new Hypothesis(
                            Arrays.copyOf(candidate.tokens, length),
                            candidate.logProbability,
                            search.score(candidate.logProbability, length + 1)));
                }
            } else {
                kept.add(candidate);
            }
        }
        if (done.size() >= search.width()) {
            double worst = done.stream()
                    .mapToDouble(Hypothesis::score)
                    .sorted()
                    .skip(done.size() - search.width())
                    .findFirst()
                    .orElseThrow();
            kept.removeIf(beam -> search.score(beam.logProbability, limits.maxSteps()) <= worst);
        }
        return kept;
    }

    /** Repeats each row {@code times} times; the copies of a row are adjacent. */
    private static Batch repeated(Batch context, int times) {
        Batch repeated = context.likeWithRows(Math.multiplyExact(context.size(), times));
        for (int n = 0; n < repeated.size(); n++) {
            repeated.copyRow(context, n / times, n);
        }
        return repeated;
    }
}
