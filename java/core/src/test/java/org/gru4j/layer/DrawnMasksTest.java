package org.gru4j.layer;

import static org.gru4j.testing.Messages.assertMentions;
import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruMasks;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Recurrent dropout and zoneout, from the description to the kernels. */
class DrawnMasksTest {
    private static final int T = 5;
    private static final int N = 3;
    private static final GruSpec SPEC = GruSpec.builder(4, 6)
            .numLayers(2)
            .direction(Direction.BIDIRECTIONAL)
            .recurrentDropout(0.3)
            .zoneout(0.2)
            .build();

    private final ReferenceBackend backend = new ReferenceBackend();
    private final Scope scope = new Scope(backend);
    private final Sequential model = new Sequential(ModelSpec.of(LayerSpec.gru(SPEC)), backend, 1);
    private final Gru gru = model.grus().get(0);
    private final Pass pass = Pass.training(backend);
    private final Tensor x = Numbers.random(scope, "x", T, N, 4);

    @AfterEach
    void close() {
        pass.close();
        model.close();
        scope.close();
    }

    private DrawnMasks drawn(GruSpec spec, int steps, int batch, long seed, long step) {
        DrawnMasks masks = new DrawnMasks("gru", spec, scope, true, steps, batch);
        pass.begin(null, seed, step);
        masks.draw(pass, this);
        pass.end();
        return masks;
    }

    private float[] output(Pass in, long seed, long step, List<GruMasks> masks) {
        in.begin(null, seed, step);
        try {
            return gru.forward(in, x, null, masks).toArray();
        } finally {
            in.end();
        }
    }

    /** Five standard deviations are allowed. */
    private static void assertFrequency(double p, float value, Tensor mask) {
        int count = 0;
        for (float element : mask.toArray()) {
            count += element == value ? 1 : 0;
        }
        assertEquals(p, count / (double) mask.size(), 5 * Math.sqrt(p * (1 - p) / mask.size()));
    }

    @Test
    void masksAreZerosAsOftenAsTheRatesSay() {
        GruSpec spec =
                GruSpec.builder(4, 100).recurrentDropout(0.3).zoneout(0.1).build();
        GruMasks masks = drawn(spec, 20, 50, 1, 1).of(0);
        assertFrequency(0.3, 0, masks.state());
        assertFrequency(0.7, (float) (1 / 0.7), masks.state());
        assertFrequency(0.1, 0, masks.update());
        assertFrequency(0.9, 1, masks.update());
    }

    @Test
    void aMaskIsAFunctionOfSeedStepAndPlace() {
        DrawnMasks masks = drawn(SPEC, T, N, 1, 1);
        Set<String> all = new HashSet<>();
        for (int k = 0; k < SPEC.stateCount(); k++) {
            DrawnMasks again = drawn(SPEC, T, N, 1, 1);
            assertArrayEquals(masks.of(k).state().toArray(), again.of(k).state().toArray());
            assertArrayEquals(
                    masks.of(k).update().toArray(), again.of(k).update().toArray());
            all.add(Arrays.toString(masks.of(k).update().toArray()));
        }
        all.add(Arrays.toString(drawn(SPEC, T, N, 2, 1).of(0).update().toArray()));
        all.add(Arrays.toString(drawn(SPEC, T, N, 1, 2).of(0).update().toArray()));
        assertEquals(SPEC.stateCount() + 2, all.size(), "different layers, directions, seeds and steps have their own");
    }

    @Test
    void theStatesMaskDoesNotDependOnTheShapeOfTheBatch() {
        float[] few = drawn(SPEC, T, N, 1, 1).of(1).state().toArray();
        float[] more = drawn(SPEC, 2 * T, 2 * N, 1, 1).of(1).state().toArray();
        assertArrayEquals(few, Arrays.copyOf(more, few.length));
    }

    /** Names are hashed to 32 bits: 3,060 of them, more than any model has, do not collide. */
    @Test
    void placesOfALargeModelDiffer() {
        GruSpec deep = GruSpec.builder(4, 4)
                .numLayers(10)
                .direction(Direction.BIDIRECTIONAL)
                .build();
        Set<Integer> places = new HashSet<>();
        int count = 0;
        for (String kind : List.of("gru", "lstm", "rnn", "dropout", "dense", "embedding")) {
            for (int number = 1; number <= 10; number++) {
                String name = kind + (number == 1 ? "" : number);
                places.add((int) Dropout.place(name));
                count++;
                for (int l = 0; l < 10; l++) {
                    places.add((int) Dropout.place(name + ".l" + l));
                    count++;
                }
                for (int k = 0; k < deep.kernelCount(); k++) {
                    places.add((StackedCells.prefix(name, deep, k) + ".stateMask").hashCode());
                    places.add((StackedCells.prefix(name, deep, k) + ".updateMask").hashCode());
                    count += 2;
                }
            }
        }
        assertEquals(count, places.size());
    }

    @Test
    void rowsOfABatchHaveItsMasks() {
        DrawnMasks whole = drawn(SPEC, T, N, 1, 1);
        DrawnMasks part = new DrawnMasks("gru", SPEC, scope, true, T, 1);
        pass.begin(null, 1, 1);
        pass.drawAsRowsOf(1, N);
        part.draw(pass, this);
        pass.end();
        for (int k = 0; k < SPEC.stateCount(); k++) {
            float[] state = whole.of(k).state().toArray();
            assertArrayEquals(
                    Arrays.copyOfRange(state, 6, 12), part.of(k).state().toArray());
            float[] update = whole.of(k).update().toArray();
            for (int t = 0; t < T; t++) {
                assertArrayEquals(
                        Arrays.copyOfRange(update, (t * N + 1) * 6, (t * N + 2) * 6),
                        Arrays.copyOfRange(part.of(k).update().toArray(), t * 6, (t + 1) * 6));
            }
        }
    }

    @Test
    void masksLargerThanABlockDoNotRepeat() {
        GruSpec spec = GruSpec.builder(4, 64).zoneout(0.5).build();
        float[] mask = drawn(spec, 16, 2, 1, 1).of(0).update().toArray();
        assertFalse(Arrays.equals(Arrays.copyOf(mask, 1024), Arrays.copyOfRange(mask, 1024, 2048)));
    }

    @Test
    void ratesOfZeroMeanNoMask() {
        assertNull(drawn(GruSpec.of(4, 6), T, N, 1, 1).of(0));
        assertNull(drawn(GruSpec.builder(4, 6).zoneout(0.5).build(), T, N, 1, 1)
                .of(0)
                .state());
        assertNull(drawn(GruSpec.builder(4, 6).recurrentDropout(0.5).build(), T, N, 1, 1)
                .of(0)
                .update());
    }

    @Test
    void aStepRunsWithTheMasksOfItsSeedAndNumber() {
        float[] first = output(pass, 1, 1, null);
        assertFalse(Arrays.equals(first, output(pass, 1, 2, null)));
        assertFalse(Arrays.equals(first, output(pass, 2, 1, null)));
        assertArrayEquals(first, output(pass, 1, 1, null));
        DrawnMasks masks = drawn(SPEC, T, N, 1, 1);
        assertArrayEquals(first, output(pass, 3, 3, List.of(masks.of(0), masks.of(1), masks.of(2), masks.of(3))));
    }

    @Test
    void inferenceHasTheExpectedUpdateAndNoDropout() {
        GruMasks expected = new GruMasks(null, scope.allocate("z", T, N, 6).fill(0.8f));
        try (Pass inference = Pass.inference(backend)) {
            float[] y = output(inference, 1, 1, null);
            assertArrayEquals(y, output(inference, 2, 2, null));
            assertArrayEquals(y, output(inference, 1, 1, Collections.nCopies(4, expected)));
        }
    }

    @Test
    void gatesAreThoseOfInference() {
        try (Pass inference = Pass.inference(backend)) {
            inference.begin(null);
            float[] y = gru.forward(inference, x).toArray();
            double[] topForward = gru.gates(x, null, null).get(2).h();
            for (int row = 0; row < T * N; row++) {
                for (int j = 0; j < 6; j++) {
                    // one rounding to float after each of two layers, and what it does to the next
                    assertEquals(topForward[row * 6 + j], y[row * 12 + j], 16 * Numbers.FLOAT_EPSILON);
                }
            }
        }
    }

    @Test
    void trainingWithoutASeedIsAnError() {
        pass.begin(null);
        assertSays(
                IllegalStateException.class,
                "gru: training with dropout or zoneout needs a step that begins with a seed"
                        + " and a number: begin(lengths, seed, step)",
                () -> gru.forward(pass, x));
        gru.forward(pass, x, null, Collections.nCopies(4, new GruMasks(null, null)));
        pass.end();
        pass.begin(null, 1, 1);
        gru.forward(pass, x);
        pass.end();
        pass.begin(null);
        assertMentions(IllegalStateException.class, () -> gru.forward(pass, x), "begin(lengths, seed, step)");
    }

    @Test
    void givenMasksAreOneForEachLayerAndDirection() {
        pass.begin(null);
        assertSays(
                IllegalArgumentException.class,
                "gru: masks: expected L·D = 4 but got 1",
                () -> gru.forward(pass, x, null, List.of(new GruMasks(null, null))));
    }

    @Test
    void backwardSeesTheMasksOfForward() {
        Tensor dy = Numbers.random(scope, "dy", T, N, 12);
        GruMasks keep = new GruMasks(null, scope.allocate("z", T, N, 6));
        pass.begin(null);
        gru.forward(pass, x, null, Collections.nCopies(4, keep));
        assertArrayEquals(new float[T * N * 4], gru.backward(pass, dy).toArray());
    }
}
