package org.gru4j.layer;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DenseTest {
    private static final int T = 3;
    private static final int N = 2;
    private static final int I = 4;
    private static final int O = 5;

    private final ReferenceBackend backend = new ReferenceBackend();
    private final Scope scope = new Scope(backend);
    private final Sequential model = new Sequential(ModelSpec.of(LayerSpec.dense(I, O)), backend, 1);
    private final Pass pass = Pass.training(backend);
    private final Tensor x = Numbers.random(scope, "x", T, N, I);
    private final Tensor dy = Numbers.random(scope, "dy", T, N, O);

    @AfterEach
    void close() {
        pass.close();
        model.close();
        scope.close();
    }

    @Test
    void gradientsAgreeWithCentralDifferences() {
        new LinearOracle(model, step -> step.begin(null), step -> model.forward(step, x, null), dy)
                .assertGradientsAgree(x);
    }

    @Test
    void initialValuesAreWithinOneOverRootOfTheInputs() {
        for (String name : model.parameters().names()) {
            for (float value : model.parameters().value(name).toArray()) {
                assertEquals(0, value, 1 / Math.sqrt(I));
            }
        }
    }

    @Test
    void aWrongInputIsNamed() {
        pass.begin(null);
        assertSays(
                ShapeException.class,
                "x [T,N,I]: expected [3, 2, 4] but got [3, 2, 5]",
                () -> model.forward(pass, dy, null));
        assertSays(
                ShapeException.class,
                "dense: x [T,N,I]: expected 3 dimensions but got [4]",
                () -> model.forward(pass, scope.allocate("flat", I), null));
    }

    @Test
    void aWrongGradientIsNamed() {
        pass.begin(null);
        model.forward(pass, x, null);
        assertSays(
                ShapeException.class,
                "dy [T,N,O]: expected [3, 2, 5] but got [3, 2, 4]",
                () -> model.backward(pass, x));
    }
}
