package org.gru4j.layer;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DenseTest {
    private static final int T = 3;
    private static final int N = 2;
    private static final int I = 4;
    private static final int O = 5;

    private final ReferenceBackend backend = new ReferenceBackend();
    private final Scope scope = new Scope(backend);
    private final Sequential model = new Sequential(ModelSpec.of(new LayerSpec.OfDense(I, O)), backend, 1);
    private final Pass pass = Pass.training(backend);
    private final Tensor x = Numbers.random(scope, "x", T, N, I);
    private final Tensor dy = Numbers.random(scope, "dy", T, N, O);

    @AfterEach
    void close() {
        pass.close();
        model.close();
        scope.close();
    }

    /** Σ y·dy, and Σ |y·dy|, which the rounding of y to float is relative to. */
    private double[] loss() {
        pass.begin(null);
        Tensor y = model.forward(pass, x, null);
        double sum = 0;
        double magnitude = 0;
        for (int k = 0; k < y.size(); k++) {
            sum += (double) y.get(k) * dy.get(k);
            magnitude += Math.abs((double) y.get(k) * dy.get(k));
        }
        pass.end();
        return new double[] {sum, magnitude};
    }

    private interface Change {
        void set(float value);
    }

    /** The loss is linear in every number, so that central differences err by nothing but the rounding of y. */
    private void assertGradient(String what, float value, Change change, float gradient) {
        float above = value + 1;
        float below = value - 1;
        change.set(above);
        double[] lossAbove = loss();
        change.set(below);
        double[] lossBelow = loss();
        change.set(value);
        double step = (double) above - below;
        double rounding = Numbers.FLOAT_EPSILON / 2 * ((lossAbove[1] + lossBelow[1]) / step + Math.abs(gradient));
        assertEquals((lossAbove[0] - lossBelow[0]) / step, gradient, rounding, what);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dense.W", "dense.b"})
    void parameterGradientsAgreeWithCentralDifferences(String name) {
        pass.begin(null);
        model.forward(pass, x, null);
        model.backward(pass, dy);
        pass.end();
        float[] values = model.parameters().value(name).toArray();
        for (int k = 0; k < values.length; k++) {
            int index = k;
            assertGradient(name + "[" + k + "]", values[k], value -> {
                float[] changed = values.clone();
                changed[index] = value;
                model.parameters().set(name, changed);
            }, model.parameters().gradient(name).get(k));
        }
    }

    @Test
    void inputGradientAgreesWithCentralDifferences() {
        pass.begin(null);
        model.forward(pass, x, null);
        float[] dx = model.backward(pass, dy).toArray();
        pass.end();
        for (int k = 0; k < x.size(); k++) {
            int index = k;
            assertGradient("x[" + k + "]", x.get(k), value -> x.write(index, new float[] {value}, 0, 1), dx[k]);
        }
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
        assertSays(ShapeException.class, "x [T,N,I]: expected [3, 2, 4] but got [3, 2, 5]",
                () -> model.forward(pass, dy, null));
        assertSays(ShapeException.class, "dense: x [T,N,I]: expected three dimensions but got [4]",
                () -> model.forward(pass, scope.allocate("flat", I), null));
    }

    @Test
    void aWrongGradientIsNamed() {
        pass.begin(null);
        model.forward(pass, x, null);
        assertSays(ShapeException.class, "dy [T,N,O]: expected [3, 2, 5] but got [3, 2, 4]",
                () -> model.backward(pass, x));
    }
}
