package org.gru4j.layer;

import static org.gru4j.testing.Messages.assertMentions;
import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.check.Parity;
import org.gru4j.check.RecurrentCase;
import org.gru4j.check.RecurrentCases;
import org.gru4j.check.RecurrentOutcome;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
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

class GruTest {
    private static final GruSpec SPEC = GruSpec.builder(4, 6)
            .numLayers(2)
            .direction(Direction.BIDIRECTIONAL)
            .build();

    private final ReferenceBackend backend = new ReferenceBackend();
    private final Scope scope = new Scope(backend);
    private final Sequential model = new Sequential(ModelSpec.of(LayerSpec.gru(SPEC)), backend, 1);
    private final Gru gru = model.grus().get(0);
    private final Pass pass = Pass.training(backend);
    private final Tensor x = Numbers.random(scope, "x", 5, 3, 4);
    private final Tensor dy = Numbers.random(scope, "dy", 5, 3, 12);
    private final Tensor states = Numbers.random(scope, "states", 4, 3, 6);

    @AfterEach
    void close() {
        pass.close();
        model.close();
        scope.close();
    }

    @ParameterizedTest
    @EnumSource
    void threeBidirectionalLayersAgreeWithTheReferenceInDoubles(ResetGate gate) {
        GruSpec spec = new GruSpec(5, 7, 3, Direction.BIDIRECTIONAL, gate, true, 0, 0, 0);
        for (boolean ragged : new boolean[] {false, true}) {
            RecurrentCase c = RecurrentCases.of(spec, 6, 4, ragged, 3);
            List<Parity.Comparison> comparisons =
                    Parity.compare(c, RecurrentOutcome.inDoubles(c), RecurrentOutcome.on(backend, c));
            assertEquals(4 + 6 * 3, comparisons.size());
            comparisons.forEach(comparison -> assertTrue(comparison.passed(), comparison.toString()));
        }
    }

    @Test
    void inferenceGivesTheSameBits() {
        pass.begin(new int[] {5, 0, 2});
        float[] y = gru.forward(pass, x, states).toArray();
        try (Pass inference = Pass.inference(backend)) {
            inference.begin(new int[] {5, 0, 2});
            assertArrayEquals(y, gru.forward(inference, x, states).toArray());
            assertArrayEquals(
                    gru.finalState(pass).toArray(), gru.finalState(inference).toArray());
        }
    }

    @Test
    void theInitialStateIsCopied() {
        pass.begin(null);
        gru.forward(pass, x, states);
        states.fill(0);
        gru.backward(pass, dy);
    }

    @Test
    void aStateOfTheStepBeforeDoesNotLinger() {
        pass.begin(null);
        float[] fromZero = gru.forward(pass, x).toArray();
        pass.end();
        pass.begin(null);
        gru.forward(pass, x, states);
        pass.end();
        pass.begin(null);
        assertArrayEquals(fromZero, gru.forward(pass, x, null).toArray());
    }

    @Test
    void aGradientOfTheFinalStateOfTheStepBeforeDoesNotLinger() {
        pass.begin(null);
        gru.forward(pass, x);
        float[] dx = gru.backward(pass, dy).toArray();
        pass.end();
        pass.begin(null);
        gru.forward(pass, x);
        gru.backward(pass, dy, states);
        pass.end();
        pass.begin(null);
        gru.forward(pass, x);
        assertArrayEquals(dx, gru.backward(pass, dy, null).toArray());
    }

    @Test
    void aLossOfTheFinalStatesAloneNeedsNoGradientOfTheOutput() {
        pass.begin(null);
        gru.forward(pass, x);
        float[] withZeros =
                gru.backward(pass, scope.allocate("zeros", 5, 3, 12), states).toArray();
        pass.end();
        pass.begin(null);
        gru.forward(pass, x);
        assertArrayEquals(withZeros, gru.backward(pass, null, states).toArray());
    }

    @Test
    void theGradientOfTheOutputIsLeftAlone() {
        float[] before = dy.toArray();
        pass.begin(null);
        gru.forward(pass, x);
        gru.backward(pass, dy);
        assertArrayEquals(before, dy.toArray());
    }

    @Test
    void parametersAreNamedByLayerAndDirection() {
        assertEquals("gru.l1.reverse", Gru.prefix("gru", SPEC, 3));
        assertEquals(
                "gru.l0.reverse",
                Gru.prefix(
                        "gru",
                        GruSpec.builder(4, 6).direction(Direction.REVERSE).build(),
                        0));
        assertTrue(model.parameters().names().contains("gru.l1.reverse.b"));
        assertEquals(
                model.parameters().value("gru.l1.reverse.U").offset(),
                gru.weights().get(3).u().offset());
        assertEquals(
                model.parameters().gradient("gru.l1.reverse.U").offset(),
                gru.gradients().get(3).u().offset());
    }

    @Test
    void withoutBiasThereIsNoParameterForIt() {
        GruSpec biasless = GruSpec.builder(4, 6).bias(false).build();
        try (Sequential without = new Sequential(ModelSpec.of(LayerSpec.gru(biasless)), backend, 1)) {
            assertEquals(
                    List.of("gru.l0.forward.W", "gru.l0.forward.U"),
                    without.parameters().names());
        }
    }

    @Test
    void initialValuesAreWithinOneOverRootOfTheHiddenSize() {
        for (String name : model.parameters().names()) {
            double largest = 0;
            for (float value : model.parameters().value(name).toArray()) {
                largest = Math.max(largest, Math.abs(value));
            }
            assertTrue(largest > 0 && largest <= (float) (1 / Math.sqrt(6)), name + ": " + largest);
        }
    }

    @Test
    void wrongShapesAreNamed() {
        pass.begin(null);
        assertSays(
                ShapeException.class,
                "gru: x [T,N,I]: expected 3 dimensions but got [3, 4]",
                () -> gru.forward(pass, scope.allocate("flat", 3, 4)));
        assertSays(
                ShapeException.class, "x [T,N,I]: expected [5, 3, 4] but got [5, 3, 12]", () -> gru.forward(pass, dy));
        assertSays(
                ShapeException.class,
                "s0 [L·D·S,N,H]: expected [4, 3, 6] but got [5, 3, 4]",
                () -> gru.forward(pass, x, x));
        assertSays(
                ShapeException.class,
                "gru: x [T,N,I]: expected 3 dimensions but got [3, 4]",
                () -> gru.gates(scope.allocate("flat", 3, 4), null, null));
        assertSays(
                IllegalArgumentException.class,
                "lengths[0]: expected 0 to T = 5 but got 6",
                () -> gru.gates(x, null, new int[] {6, 0, 0}));
        gru.forward(pass, x);
        assertSays(
                ShapeException.class,
                "dy [T,N,D·H]: expected [5, 3, 12] but got [5, 3, 4]",
                () -> gru.backward(pass, x));
        assertSays(
                ShapeException.class,
                "dsT [L·D·S,N,H]: expected [4, 3, 6] but got [5, 3, 4]",
                () -> gru.backward(pass, dy, x));
    }

    @Test
    void backwardNeedsAForwardInTheSameStep() {
        pass.begin(null);
        gru.forward(pass, x);
        pass.end();
        pass.begin(null);
        assertSays(
                IllegalStateException.class, "gru: needs a forward in this step first", () -> gru.backward(pass, dy));
        assertSays(IllegalStateException.class, "gru: needs a forward in this step first", () -> gru.finalState(pass));
    }

    @Test
    void aSecondBackwardIsAnError() {
        pass.begin(null);
        gru.forward(pass, x);
        gru.backward(pass, dy);
        assertMentions(IllegalStateException.class, () -> gru.backward(pass, dy), "second backward after one forward");
    }

    @Test
    void theGradientOfTheInitialStateComesWithBackward() {
        String says = "gru: the gradient of h0 needs a backward in this step first";
        pass.begin(null);
        gru.forward(pass, x, states);
        assertSays(IllegalStateException.class, says, () -> gru.initialStateGradient(pass));
        gru.backward(pass, dy);
        assertFalse(isZero(gru.initialStateGradient(pass)));
        pass.end();
        pass.begin(null);
        gru.forward(pass, x, states);
        assertSays(IllegalStateException.class, says, () -> gru.initialStateGradient(pass));
    }

    private static boolean isZero(Tensor tensor) {
        for (float value : tensor.toArray()) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    @Test
    void gatesAreThoseOfTheSameRun() {
        pass.begin(null);
        float[] y = gru.forward(pass, x, states).toArray();
        List<GruGates> gates = gru.gates(x, states, null);
        assertEquals(4, gates.size());
        double[] topForward = gates.get(2).h();
        for (int row = 0; row < 15; row++) {
            for (int j = 0; j < 6; j++) {
                // one rounding to float after each of two layers, and what it does to the next
                assertEquals(topForward[row * 6 + j], y[row * 12 + j], 16 * Numbers.FLOAT_EPSILON);
            }
        }
    }

    /** The two layers apart, with the mask of that place between them, come to the same bits. */
    @ParameterizedTest
    @EnumSource
    void dropoutIsBetweenTheLayers(Direction direction) {
        GruSpec spec = GruSpec.builder(4, 6)
                .numLayers(2)
                .direction(direction)
                .dropout(0.4)
                .build();
        int[] lengths = {5, 2, 0};
        int width = spec.outputSize();
        Tensor gradient = Numbers.random(scope, "gradient", 5, 3, width);
        try (Sequential both = new Sequential(ModelSpec.of(LayerSpec.gru(spec)), backend, 1);
                Sequential lower = oneLayer(4, direction, both, 0);
                Sequential upper = oneLayer(width, direction, both, 1)) {
            pass.begin(lengths, 5, 7);
            float[] y = both.forward(pass, x, null).toArray();
            float[] dx = both.backward(pass, gradient).toArray();
            pass.end();
            pass.begin(lengths, 5, 7);
            long place = Dropout.place("gru.l1");
            Tensor between = Dropout.mask(pass, this, lower.forward(pass, x, null), 0.4, place, "between");
            assertArrayEquals(upper.forward(pass, between, null).toArray(), y);
            Tensor dBetween = Dropout.mask(pass, this, upper.backward(pass, gradient), 0.4, place, "gradient between");
            assertArrayEquals(lower.backward(pass, dBetween).toArray(), dx);
            for (String name : lower.parameters().names()) {
                assertArrayEquals(
                        lower.parameters().gradient(name).toArray(),
                        both.parameters().gradient(name).toArray(),
                        name);
            }
        }
    }

    /** A model of the {@code l}-th layer alone, with its parameters. */
    private Sequential oneLayer(int inputSize, Direction direction, Sequential of, int l) {
        GruSpec spec = GruSpec.builder(inputSize, 6).direction(direction).build();
        Sequential layer = new Sequential(ModelSpec.of(LayerSpec.gru(spec)), backend, 2);
        for (String name : layer.parameters().names()) {
            layer.parameters()
                    .set(
                            name,
                            of.parameters()
                                    .value(name.replace(".l0.", ".l" + l + "."))
                                    .toArray());
        }
        return layer;
    }

    @Test
    void dropoutIsOffInInference() {
        GruSpec spec = GruSpec.builder(4, 6)
                .numLayers(2)
                .direction(Direction.BIDIRECTIONAL)
                .dropout(0.4)
                .build();
        try (Sequential same = new Sequential(ModelSpec.of(LayerSpec.gru(spec)), backend, 1);
                Pass inference = Pass.inference(backend)) {
            inference.begin(null);
            assertArrayEquals(
                    gru.forward(inference, x).toArray(),
                    same.forward(inference, x, null).toArray());
            pass.begin(null);
            assertMentions(
                    IllegalStateException.class,
                    () -> same.forward(pass, x, null),
                    "gru: training with dropout or zoneout needs a step that begins with a seed");
        }
    }
}
