package org.gru4j.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.gru4j.data.Batch;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Numbers;

/**
 * Compares a loss with its equation, written down anew in doubles, and its gradient with central differences of that.
 */
final class LossOracle {
    /** ε^(1/3): what rounding and the third derivative leave a central difference of is least about there. */
    private static final double STEP = Math.cbrt(Math.ulp(1.0));

    /** The mean over what is scored, of outputs in doubles. */
    @FunctionalInterface
    interface Equation {
        double at(double[] outputs);
    }

    private LossOracle() {}

    /**
     * @param bend of the largest third derivative of a term with respect to an output, at most
     */
    static void assertAgrees(Loss loss, Tensor output, Batch batch, Tensor dOutput, double bend, Equation equation) {
        assertAgrees(loss, output, batch, dOutput, bend, 0, equation);
    }

    /**
     * The same of a loss that rounds what it makes of the outputs to floats.
     *
     * @param inputRounding by how much, at most. A softmax's loss moves by twice that; an element p of its gradient by
     *     2·p·(1−p) ≤ ½ of it
     */
    static void assertAgrees(
            Loss loss,
            Tensor output,
            Batch batch,
            Tensor dOutput,
            double bend,
            double inputRounding,
            Equation equation) {
        double[] outputs = output.toDoubles();
        double expected = equation.at(outputs);
        double rounding = 8 * outputs.length * Math.ulp(1.0) * Math.max(1, Math.abs(expected));
        double valueRounding = rounding + 2 * inputRounding;
        dOutput.fill(7);
        assertEquals(expected, loss.compute(output, batch, dOutput), valueRounding);
        assertEquals(expected, loss.compute(output, batch, null), valueRounding, "without a gradient");
        for (int k = 0; k < outputs.length; k++) {
            double value = outputs[k];
            outputs[k] = value + STEP;
            double above = equation.at(outputs);
            outputs[k] = value - STEP;
            double below = equation.at(outputs);
            outputs[k] = value;
            double gradient = (above - below) / (2 * STEP);
            double tolerance = rounding / STEP
                    + bend * STEP * STEP / 6
                    + inputRounding / 2
                    + Numbers.FLOAT_EPSILON * Math.abs(gradient);
            assertEquals(gradient, dOutput.get(k), tolerance, "gradient of output " + k);
        }
    }
}
