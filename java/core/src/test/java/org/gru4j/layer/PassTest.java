package org.gru4j.layer;

import static org.gru4j.testing.Messages.assertMentions;
import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.gru.GruSpec;
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
    private final Sequential model = new Sequential(ModelSpec.of(new LayerSpec.OfGru(GruSpec.of(4, 6)),
            new LayerSpec.OfDense(6, 2)), backend, 1);
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
        assertSays(IllegalStateException.class, "pass: begin before the end of the step before",
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
        assertSays(IllegalStateException.class, "tensor dense [5, 3, 2] is used after its scope was closed",
                y::toArray);
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
        assertSays(IllegalStateException.class, "tensor dense [5, 3, 2] is used after its scope was closed",
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
        assertMentions(IllegalStateException.class, () -> model.backward(pass, dy),
                "dense: backward without a forward");
    }

    @Test
    void aSecondBackwardIsAnError() {
        pass.begin(null);
        model.forward(pass, x, null);
        model.backward(pass, dy);
        assertSays(IllegalStateException.class,
                "dense: backward without a forward before it in this step, or a second one",
                () -> model.backward(pass, dy));
    }

    @Test
    void aPassForInferenceHasNoBackward() {
        try (Pass inference = Pass.inference(backend)) {
            inference.begin(null);
            model.forward(inference, x, null);
            assertSays(IllegalStateException.class, "dense: backward in a pass for inference",
                    () -> model.backward(inference, dy));
        }
    }

    @Test
    void lengthsMustFitTheStepsShape() {
        pass.begin(new int[] {5, 5});
        assertSays(ShapeException.class, "lengths [N]: expected [3] but got [2]", () -> model.forward(pass, x, null));
        pass.end();
        pass.begin(new int[] {5, 6, 5});
        assertSays(IllegalArgumentException.class, "lengths[1]: expected 0 to T = 5 but got 6",
                () -> model.forward(pass, x, null));
    }

    @Test
    void aParameterChangedBetweenForwardAndBackwardIsAnError() {
        pass.begin(null);
        model.forward(pass, x, null);
        model.parameters().set("dense.b", 1, 2);
        assertMentions(IllegalStateException.class, () -> model.backward(pass, dy),
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
