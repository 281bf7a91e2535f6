package org.gru4j.layer;

import static org.gru4j.testing.Messages.assertMentions;
import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import java.util.List;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RnnSpec;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Storage;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PassTest {
    private final ReferenceBackend backend = new ReferenceBackend();
    private final Scope scope = new Scope(backend);
    private final Sequential model =
            new Sequential(ModelSpec.of(LayerSpec.gru(GruSpec.of(4, 6)), LayerSpec.dense(6, 2)), backend, 1);
    private final Pass pass = Pass.training(backend);
    private final Tensor x = Numbers.random(scope, "x", 5, 3, 4);
    private final Tensor dy = Numbers.random(scope, "dy", 5, 3, 2);

    @AfterEach
    void close() {
        pass.close();
        model.close();
        scope.close();
    }

    @Test
    void stepsDoNotOverlap() {
        pass.begin(null);
        assertSays(
                IllegalStateException.class,
                "pass: begin before the previous step has ended; call end first",
                () -> pass.begin(null));
    }

    @Test
    void layersNeedAStep() {
        String says = "pass: a layer is used before begin, or after end";
        assertSays(IllegalStateException.class, says, () -> model.forward(pass, x, null));
        pass.begin(null);
        model.forward(pass, x, null);
        pass.end();
        assertSays(IllegalStateException.class, says, () -> model.backward(pass, dy));
    }

    @Test
    void endBetweenStepsDoesNothing() {
        pass.end();
        pass.begin(null);
        pass.end();
        pass.end();
    }

    @Test
    void aStepsTensorsCloseWithIt() {
        pass.begin(null);
        Tensor y = model.forward(pass, x, null);
        pass.end();
        assertSays(
                IllegalStateException.class, "tensor dense [5, 3, 2] is used after its scope was closed", y::toArray);
    }

    @Test
    void aTensorKeptPastItsStepStaysClosed() {
        pass.begin(null);
        Tensor first = model.forward(pass, x, null);
        Storage memory = first.storage();
        pass.end();
        pass.begin(null);
        Tensor second = model.forward(pass, x, null);
        assertSame(memory, second.storage());
        assertSays(
                IllegalStateException.class,
                "tensor dense [5, 3, 2] is used after its scope was closed",
                first::toArray);
    }

    @Test
    void theNextStepGetsTheSameTensorsIfAskedTo() {
        pass.reusingTensors();
        pass.begin(null);
        Tensor first = model.forward(pass, x, null);
        pass.end();
        pass.begin(null);
        assertSame(first, model.forward(pass, x, null));
    }

    @Test
    void backwardBelongsToTheStepOfItsForward() {
        pass.begin(null);
        model.forward(pass, x, null);
        pass.end();
        pass.begin(null);
        assertMentions(
                IllegalStateException.class, () -> model.backward(pass, dy), "dense: backward without a forward");
    }

    @Test
    void aSecondBackwardIsAnError() {
        pass.begin(null);
        model.forward(pass, x, null);
        model.backward(pass, dy);
        assertSays(
                IllegalStateException.class,
                "dense: backward needs a forward in the same step, and runs only once for each forward",
                () -> model.backward(pass, dy));
    }

    /** The first one's gradient would be lost. */
    @Test
    void aSecondForwardBeforeTheBackwardIsAnError() {
        Tensor other = Numbers.random(scope, "other x", 5, 3, 4);
        pass.begin(null);
        model.forward(pass, x, null);
        assertSays(
                IllegalStateException.class,
                "gru: a second forward in this step before the backward of the first, whose"
                        + " numbers it would overwrite: use one training pass for each forward, their gradients add up; or"
                        + " Pass.inference if no backward follows",
                () -> model.forward(pass, other, null));
        pass.end();
        assertArrayEquals(gradientOf(pass, x), gradientOf(pass, x), "nothing is left behind");
    }

    @Test
    void everyLayerRefusesASecondForward() {
        GruSpec gru = GruSpec.of(4, 4);
        List<ModelSpec> specs = List.of(
                ModelSpec.of(LayerSpec.gru(gru)),
                ModelSpec.of(LayerSpec.dense(4, 4)),
                ModelSpec.of(LayerSpec.rnn(RnnSpec.lstm(4, 4))),
                ModelSpec.of(LayerSpec.itemScores(4, 3)),
                ModelSpec.of(LayerSpec.dropout(4, 0), LayerSpec.dense(4, 4)),
                ModelSpec.of(LayerSpec.pooling(4), LayerSpec.dense(4, 4)));
        for (ModelSpec spec : specs) {
            try (Sequential single = new Sequential(spec, backend, 1)) {
                pass.begin(null);
                single.forward(pass, x, null);
                assertMentions(
                        IllegalStateException.class,
                        () -> single.forward(pass, x, null),
                        spec.layerNames().get(0) + ": a second forward in this step");
                pass.end();
            }
        }
        try (Sequential ids = new Sequential(ModelSpec.of(LayerSpec.embedding(3, 4)), backend, 1)) {
            pass.begin(null);
            ids.forward(pass, new int[6], 2, 3, null);
            assertMentions(
                    IllegalStateException.class,
                    () -> ids.forward(pass, new int[6], 2, 3, null),
                    "embedding: a second forward in this step");
        }
    }

    @Test
    void oneForwardAfterTheOthersBackwardAddsItsGradient() {
        Tensor other = Numbers.random(scope, "other x", 5, 3, 4);
        float[] expected = gradientOf(pass, x);
        float[] second = gradientOf(pass, other);
        for (int k = 0; k < expected.length; k++) {
            expected[k] += second[k];
        }
        model.parameters().zeroGradients();
        pass.begin(null);
        model.forward(pass, x, null);
        model.backward(pass, dy);
        model.forward(pass, other, null);
        model.backward(pass, dy);
        assertArrayEquals(expected, model.parameters().gradients().toArray(), 1e-5f);
    }

    @Test
    void inferenceHasAnyNumberOfForwards() {
        Tensor other = Numbers.random(scope, "other x", 5, 3, 4);
        Gru gru = model.grus().get(0);
        try (Pass inference = Pass.inference(backend)) {
            inference.begin(null);
            float[] first = model.forward(inference, x, null).toArray();
            float[] firstState = gru.finalState(inference).toArray();
            inference.end();
            inference.begin(null);
            float[] second = model.forward(inference, other, null).toArray();
            inference.end();
            inference.begin(null);
            Tensor one = model.forward(inference, x, null);
            Tensor oneState = gru.finalState(inference);
            Tensor two = model.forward(inference, other, null);
            assertArrayEquals(first, one.toArray());
            assertArrayEquals(firstState, oneState.toArray());
            assertArrayEquals(second, two.toArray());
        }
    }

    @Test
    void lengthsAreTheStepsOwn() {
        int[] lengths = {5, 2, 3};
        pass.begin(lengths);
        float[] expected = model.forward(pass, x, null).toArray();
        pass.end();
        pass.begin(lengths);
        lengths[0] = 1_000_000;
        assertArrayEquals(expected, model.forward(pass, x, null).toArray());
    }

    @Test
    void modelsOfOneStepDrawDifferentMasks() {
        ModelSpec spec = ModelSpec.of(
                LayerSpec.gru(GruSpec.builder(4, 6)
                        .numLayers(2)
                        .dropout(0.5)
                        .recurrentDropout(0.5)
                        .build()),
                LayerSpec.dropout(6, 0.5),
                LayerSpec.dense(6, 2));
        try (Sequential one = new Sequential(spec, backend, 1);
                Sequential two = new Sequential(spec, backend, 1)) {
            pass.begin(null, 7, 3);
            float[] alone = one.forward(pass, x, null).toArray();
            pass.end();
            pass.begin(null, 7, 3);
            float[] first = two.forward(pass, x, null).toArray();
            float[] second = one.forward(pass, x, null).toArray();
            pass.end();
            pass.begin(null, 7, 3);
            two.forward(pass, x, null);
            float[] secondAgain = one.forward(pass, x, null).toArray();
            assertArrayEquals(alone, first, "of equal parameters: as if it were alone");
            assertFalse(Arrays.equals(first, second), "other masks than the first one's");
            assertArrayEquals(second, secondAgain, "the same in a step that is repeated");
        }
    }

    @Test
    void aPassForInferenceHasNoBackward() {
        try (Pass inference = Pass.inference(backend)) {
            inference.begin(null);
            model.forward(inference, x, null);
            assertSays(
                    IllegalStateException.class,
                    "dense: backward in an inference pass; use Pass.training",
                    () -> model.backward(inference, dy));
        }
    }

    @Test
    void lengthsMustFitTheStepsShape() {
        pass.begin(new int[] {5, 5});
        assertSays(ShapeException.class, "lengths [N]: expected [3] but got [2]", () -> model.forward(pass, x, null));
        pass.end();
        pass.begin(new int[] {5, 6, 5});
        assertSays(
                IllegalArgumentException.class,
                "lengths[1]: expected 0 to T = 5 but got 6",
                () -> model.forward(pass, x, null));
    }

    @Test
    void aParameterChangedBetweenForwardAndBackwardIsAnError() {
        pass.begin(null);
        model.forward(pass, x, null);
        model.parameters().set("dense.b", 1, 2);
        assertMentions(
                IllegalStateException.class,
                () -> model.backward(pass, dy),
                "tensor gru.l0.forward.W [4, 3, 6] was changed between forward and backward");
    }

    @Test
    void passesOfOneModelDoNotDisturbEachOther() {
        float[] expected = gradientOf(pass, x);
        model.parameters().zeroGradients();
        try (Pass other = Pass.training(backend)) {
            pass.begin(null);
            other.begin(null);
            model.forward(pass, x, null);
            model.forward(other, Numbers.random(scope, "other x", 5, 3, 4), null);
            model.backward(pass, dy);
            float[] actual = model.parameters().gradients().toArray();
            for (int k = 0; k < expected.length; k++) {
                assertEquals(expected[k], actual[k], "element " + k);
            }
        }
    }

    private float[] gradientOf(Pass in, Tensor input) {
        model.parameters().zeroGradients();
        in.begin(null);
        model.forward(in, input, null);
        model.backward(in, dy);
        in.end();
        return model.parameters().gradients().toArray();
    }

    @Test
    void aClosedPassIsAnError() {
        pass.close();
        assertSays(IllegalStateException.class, "pass is used after it was closed", () -> pass.begin(null));
        pass.close();
    }
}
