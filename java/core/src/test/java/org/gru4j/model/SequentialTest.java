package org.gru4j.model;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.data.Batch;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.Pass;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruGates;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SequentialTest {
    private static final int V = 5;
    private static final int T = 6;
    private static final int N = 3;

    private final ReferenceBackend backend = new ReferenceBackend();
    private final Sequential model = new Sequential(
            ModelSpec.of(
                    LayerSpec.embedding(V, 4),
                    LayerSpec.gru(GruSpec.of(4, 6)),
                    LayerSpec.gru(GruSpec.builder(6, 6)
                            .resetGate(ResetGate.BEFORE)
                            .numLayers(2)
                            .build()),
                    LayerSpec.dense(6, V)),
            backend,
            1);
    private final Pass pass = Pass.training(backend);
    private final int[] ids = Numbers.ids(1, T * N, V);

    @AfterEach
    void close() {
        pass.close();
        model.close();
    }

    @Test
    void aSecondLayerOfAKindIsNumbered() {
        List<String> names = model.parameters().names();
        assertEquals("embedding.W", names.get(0));
        assertTrue(names.containsAll(List.of("gru.l0.forward.W", "gru2.l1.forward.b", "dense.b")), names.toString());
    }

    @Test
    void theSameSeedMakesTheSameModel() {
        try (Sequential same = new Sequential(model.spec(), backend, 1);
                Sequential other = new Sequential(model.spec(), backend, 2)) {
            assertArrayEquals(
                    model.parameters().values().toArray(),
                    same.parameters().values().toArray());
            assertTrue(!Arrays.equals(
                    model.parameters().values().toArray(),
                    other.parameters().values().toArray()));
        }
    }

    /**
     * The state is rounded to float when it is carried, by ε ÷ 2 in each of three layers; no layer makes much more of
     * that.
     */
    @Test
    void aCarriedStateContinuesTheSequence() {
        pass.begin(null);
        float[] atOnce = model.forward(pass, ids, T, N, null).toArray();
        pass.end();
        try (RecurrentState state = model.newState(N)) {
            pass.begin(null);
            float[] first =
                    model.forward(pass, Arrays.copyOf(ids, 2 * N), 2, N, state).toArray();
            pass.end();
            pass.begin(null);
            float[] rest = model.forward(pass, Arrays.copyOfRange(ids, 2 * N, T * N), T - 2, N, state)
                    .toArray();
            assertArrayEquals(Arrays.copyOf(atOnce, first.length), first);
            assertArrayEquals(
                    Arrays.copyOfRange(atOnce, first.length, atOnce.length), rest, 4 * (float) Numbers.FLOAT_EPSILON);
        }
    }

    @Test
    void aStateThatIsResetStartsAnew() {
        try (RecurrentState state = model.newState(N)) {
            pass.begin(null);
            float[] first = model.forward(pass, ids, T, N, state).toArray();
            pass.end();
            state.reset();
            pass.begin(null);
            assertArrayEquals(first, model.forward(pass, ids, T, N, state).toArray());
        }
    }

    @Test
    void aRowOfLengthZeroKeepsItsState() {
        try (RecurrentState state = model.newState(N)) {
            pass.begin(null);
            model.forward(pass, ids, T, N, state);
            pass.end();
            float[] before = state.of(0).toArray();
            pass.begin(new int[] {0, 0, 0});
            model.forward(pass, ids, T, N, state);
            assertArrayEquals(before, state.of(0).toArray());
        }
    }

    @Test
    void aStateOfAnotherBatchIsNamed() {
        try (RecurrentState state = model.newState(N + 1)) {
            pass.begin(null);
            assertSays(
                    ShapeException.class,
                    "s0 [L·D·S,N,H]: expected [1, 3, 6] but got [1, 4, 6]",
                    () -> model.forward(pass, ids, T, N, state));
        }
    }

    @Test
    void aModelWithAnEmbeddingReadsIds() {
        try (Scope scope = new Scope(backend)) {
            Tensor x = scope.allocate("x", T, N, 4);
            pass.begin(null);
            assertSays(
                    IllegalStateException.class,
                    "the model begins with an embedding: it reads token ids, not tensors",
                    () -> model.forward(pass, x, null));
        }
    }

    @Test
    void aModelWithoutAnEmbeddingReadsTensors() {
        try (Sequential dense = new Sequential(ModelSpec.of(LayerSpec.dense(4, 2)), backend, 1)) {
            pass.begin(null);
            assertSays(
                    IllegalStateException.class,
                    "the model has no embedding: it reads tensors, not token ids",
                    () -> dense.forward(pass, ids, T, N, null));
        }
    }

    @Test
    void useAfterCloseIsAnError() {
        model.close();
        pass.begin(null);
        assertSays(
                IllegalStateException.class,
                "model is used after it was closed",
                () -> model.forward(pass, ids, T, N, null));
        assertSays(
                IllegalStateException.class,
                "tensor embedding.W [5, 4] is used after its scope was closed",
                () -> model.parameters().value("embedding.W").toArray());
    }

    @Test
    void gatesComeForEachRecurrentLayer() {
        List<List<GruGates>> gates = model.gates(0, 1, 2, 3);
        assertEquals(2, gates.size());
        assertEquals(2, gates.get(1).size());
        assertEquals(4, gates.get(1).get(1).steps());
    }

    /**
     * Through all layers and the loss. What is computed in floats, z say, is off by ε·√K·max(1, |z|), and the loss by
     * twice that at most (it changes by at most twice the largest change of a logit); a difference over 2·step divides
     * that by step. What the difference leaves out is of the order of step². Dropout, its mask the same throughout,
     * scales the hidden features and their errors by 4/3 in two places.
     */
    @ParameterizedTest
    @EnumSource
    void theGradientOfAWholeModelAgreesWithCentralDifferences(Direction direction) {
        GruSpec spec = GruSpec.builder(3, 4)
                .numLayers(2)
                .direction(direction)
                .dropout(0.25)
                .build();
        try (Sequential small = new Sequential(
                ModelSpec.of(
                        LayerSpec.embedding(V, 3),
                        LayerSpec.gru(spec),
                        LayerSpec.dropout(spec.outputSize(), 0.25),
                        LayerSpec.dense(spec.outputSize(), V)),
                backend,
                5)) {
            Batch batch = Batch.ofIds(T, N).withClassPerStep().lengths(new int[] {T, 0, 3});
            System.arraycopy(ids, 0, batch.ids(), 0, ids.length);
            System.arraycopy(Numbers.ids(2, T * N, V), 0, batch.targets(), 0, ids.length);
            gradient(small, batch);
            double step = 0x1p-7;
            double tolerance = 16.0
                    / 9
                    * (2 * Numbers.FLOAT_EPSILON * Math.sqrt(spec.outputSize() + spec.hiddenSize()) / step
                            + step * step);
            for (String name : small.parameters().names()) {
                float[] values = small.parameters().value(name).toArray();
                float[] gradients = small.parameters().gradient(name).toArray();
                for (int k = 0; k < values.length; k++) {
                    double difference = lossWith(small, batch, name, values, k, values[k] + step)
                            - lossWith(small, batch, name, values, k, values[k] - step);
                    assertEquals(difference / (2 * step), gradients[k], tolerance, name + "[" + k + "]");
                }
                small.parameters().set(name, values);
            }
        }
    }

    private void gradient(Sequential of, Batch batch) {
        pass.begin(batch.lengths(), 3, 4);
        Tensor output = of.forward(pass, batch.ids(), T, N, null);
        Tensor dOutput = pass.scope().allocate("gradient", T, N, V);
        new SoftmaxCrossEntropy().compute(output, batch, dOutput);
        of.backward(pass, dOutput);
        pass.end();
    }

    private double lossWith(Sequential of, Batch batch, String name, float[] values, int k, double value) {
        float[] changed = values.clone();
        changed[k] = (float) value;
        of.parameters().set(name, changed);
        pass.begin(batch.lengths(), 3, 4);
        double loss = new SoftmaxCrossEntropy().compute(of.forward(pass, batch.ids(), T, N, null), batch, null);
        pass.end();
        return loss;
    }
}
