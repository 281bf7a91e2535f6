package org.gru4j.parity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Backends;
import org.gru4j.check.Parity;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.Pass;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.random.CounterRandom;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares scores of items, pooling and final states on onednn with the reference, for many shapes and two summed
 * passes.
 */
class LayerParityTest {
    private static final int[] SIZES = {1, 7, 17, 33, 65, 100};
    private static final int PASSES = 2;
    private static final String Y = "y";
    private static final String DX = "dx";

    /** @param candidates how many items the steps are restricted to, every third of them none; 0 for all items */
    private record Case(int steps, int batch, int inputSize, int items, int candidates) {
        int[] candidateItems() {
            return candidates == 0
                    ? null
                    : IntStream.range(0, candidates)
                            .map(k -> k % 3 == 2 ? -1 : (k * 7 + 3) % items)
                            .toArray();
        }

        int width() {
            return candidates == 0 ? items : candidates;
        }
    }

    /** Every size as inputs, as items and as candidates; single steps and rows. */
    static Stream<Case> itemCases() {
        List<Case> cases = new ArrayList<>();
        for (int k = 0; k < SIZES.length; k++) {
            int items = SIZES[(k + 2) % SIZES.length];
            cases.add(new Case(1 + k % 3, SIZES[(k + 4) % SIZES.length], SIZES[k], items, 0));
            cases.add(new Case(5, 1, SIZES[k], items, 0));
            cases.add(new Case(1 + k % 2, SIZES[(k + 3) % SIZES.length], SIZES[k], 701, SIZES[(k + 1) % SIZES.length]));
        }
        return cases.stream();
    }

    private static float[] random(String name, int size) {
        CounterRandom random = new CounterRandom(1, 2, name.hashCode());
        float[] values = new float[size];
        for (int k = 0; k < size; k++) {
            values[k] = (float) (2 * random.uniform(k) - 1);
        }
        return values;
    }

    /** y, dx and the parameters' gradients of passes one after the other. */
    private static Map<String, double[]> outcome(Backend backend, Case c) {
        Map<String, double[]> outcome = new LinkedHashMap<>();
        try (Sequential model = new Sequential(ModelSpec.of(LayerSpec.itemScores(c.inputSize, c.items)), backend, 3);
                Pass pass = Pass.training(backend)) {
            for (int k = 0; k < PASSES; k++) {
                pass.begin(null);
                pass.restrictTo(c.candidateItems());
                Tensor x = pass.scope().allocate("x", c.steps, c.batch, c.inputSize);
                Tensor y = model.forward(pass, x.copyFrom(random("x" + k, x.size())), null);
                outcome.put(Y, y.toDoubles());
                Tensor dy = pass.scope().allocate("dy", c.steps, c.batch, c.width());
                outcome.put(
                        DX,
                        model.backward(pass, dy.copyFrom(random("dy" + k, dy.size())))
                                .toDoubles());
                pass.end();
            }
            model.parameters()
                    .names()
                    .forEach(name ->
                            outcome.put(name, model.parameters().gradient(name).toDoubles()));
        }
        return outcome;
    }

    /** Sums of I, of V and of passes · T · N products; a term is at most 1, for all factors are. */
    private static double tolerance(Case c, String tensor, double[] expected) {
        double terms = switch (tensor) {
            case Y -> c.inputSize + 1;
            case DX -> c.width();
            default -> (double) PASSES * c.steps * c.batch;
        };
        return Parity.tolerance(terms, 1, Math.max(1, Parity.largest(expected)));
    }

    @ParameterizedTest
    @MethodSource("itemCases")
    void itemsAgree(Case c) {
        Map<String, double[]> expected = outcome(Backends.named("reference"), c);
        Map<String, double[]> actual = outcome(Backends.named("onednn"), c);
        Agreement.require(
                c.toString(),
                expected.keySet().stream()
                        .map(name -> Parity.compare(
                                name, expected.get(name), actual.get(name), tolerance(c, name, expected.get(name))))
                        .toList());
    }

    /** Both backends run the same loops in doubles, so the results are equal bit for bit. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 17, 33, 65, 100})
    void poolingAgrees(int size) {
        for (int batch : new int[] {1, 5}) {
            for (int steps : new int[] {1, 9}) {
                int[] lengths =
                        IntStream.range(0, batch).map(n -> n * steps / batch).toArray();
                for (int[] valid : Arrays.asList(null, lengths)) {
                    Function<String, float[]> run = name -> pooled(Backends.named(name), steps, batch, size, valid);
                    assertArrayEquals(
                            run.apply("reference"),
                            run.apply("onednn"),
                            "T=" + steps + ", N=" + batch + ", lengths " + Arrays.toString(valid));
                }
            }
        }
    }

    /** y, then dx, of pooling below a dense layer that hands on what it reads. */
    private static float[] pooled(Backend backend, int steps, int batch, int size, int[] lengths) {
        ModelSpec spec = ModelSpec.of(LayerSpec.pooling(size), LayerSpec.dense(size, size));
        try (Sequential model = new Sequential(spec, backend, 3);
                Pass pass = Pass.training(backend)) {
            float[] identity = new float[size * size];
            for (int k = 0; k < size; k++) {
                identity[k * size + k] = 1;
            }
            model.parameters().set("dense.W", identity);
            model.parameters().set("dense.b", new float[size]);
            pass.begin(lengths);
            Tensor x = pass.scope().allocate("x", steps, batch, size);
            float[] y =
                    model.forward(pass, x.copyFrom(random("x", x.size())), null).toArray();
            Tensor dy = pass.scope().allocate("dy", 1, batch, size);
            float[] dx =
                    model.backward(pass, dy.copyFrom(random("dy", dy.size()))).toArray();
            float[] both = Arrays.copyOf(y, y.length + dx.length);
            System.arraycopy(dx, 0, both, y.length, dx.length);
            return both;
        }
    }

    /** A choice of what the GRU below gives, and of what its backward reads: to the bit, on either backend. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 17, 33, 65, 100})
    void finalStatesAreThoseOfTheSequence(int hidden) {
        for (String backend : List.of("reference", "onednn")) {
            for (Direction direction : Direction.values()) {
                for (int[] lengths : Arrays.asList(null, new int[] {9, 0, 1, 5})) {
                    GruSpec gru =
                            GruSpec.builder(3, hidden).direction(direction).build();
                    ModelSpec whole = ModelSpec.of(LayerSpec.gru(gru));
                    ModelSpec last = ModelSpec.of(LayerSpec.gru(gru), LayerSpec.finalStates(gru));
                    int size = gru.outputSize();
                    float[] dy = random("dy", 4 * size);
                    float[][] sequence = run(backend, whole, lengths, moved(new float[9 * 4 * size], dy, gru, lengths));
                    float[][] states = run(backend, last, lengths, dy);
                    String what = backend + ", " + direction + ", lengths " + Arrays.toString(lengths);
                    assertArrayEquals(chosen(sequence[0], gru, lengths), states[0], what);
                    assertArrayEquals(sequence[1], states[1], what + ": dx");
                }
            }
        }
    }

    /** y, and dx, of nine steps of four rows. */
    private static float[][] run(String name, ModelSpec spec, int[] lengths, float[] dy) {
        Backend backend = Backends.named(name);
        try (Sequential model = new Sequential(spec, backend, 3);
                Pass pass = Pass.training(backend)) {
            pass.begin(lengths);
            Tensor x = pass.scope().allocate("x", 9, 4, 3);
            Tensor y = model.forward(pass, x.copyFrom(random("x", x.size())), null);
            Tensor gradient = pass.scope().allocate("dy", y.dim(0), 4, y.dim(2));
            return new float[][] {
                y.toArray(), model.backward(pass, gradient.copyFrom(dy)).toArray()
            };
        }
    }

    /** Where in [9,4,D·H] feature j of row n is that its direction ends at; −1 in a row without steps. */
    private static int place(int n, int j, GruSpec gru, int[] lengths) {
        int length = lengths == null ? 9 : lengths[n];
        int t = gru.direction().isReverse(j / gru.hiddenSize()) ? 0 : length - 1;
        return length == 0 ? -1 : (t * 4 + n) * gru.outputSize() + j;
    }

    private static float[] chosen(float[] sequence, GruSpec gru, int[] lengths) {
        float[] states = new float[4 * gru.outputSize()];
        for (int k = 0; k < states.length; k++) {
            int place = place(k / gru.outputSize(), k % gru.outputSize(), gru, lengths);
            states[k] = place < 0 ? 0 : sequence[place];
        }
        return states;
    }

    private static float[] moved(float[] sequence, float[] states, GruSpec gru, int[] lengths) {
        for (int k = 0; k < states.length; k++) {
            int place = place(k / gru.outputSize(), k % gru.outputSize(), gru, lengths);
            if (place >= 0) {
                sequence[place] = states[k];
            }
        }
        return sequence;
    }
}
