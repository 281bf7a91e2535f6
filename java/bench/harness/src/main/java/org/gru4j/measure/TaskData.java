package org.gru4j.measure;

import org.gru4j.random.CounterRandom;
import org.gru4j.recurrent.ResetGate;

/**
 * The inputs and parameters of a task, which are the same for all libraries.
 *
 * @param w [I,3,H], gates u, r, o
 * @param u [H,3,H]
 * @param b [4,H] bu, br, bo, bu', or [3,H]
 * @param x [T,N,I]
 * @param dy [T,N,H]
 */
public record TaskData(float[] w, float[] u, float[] b, float[] x, float[] dy) {
    /**
     * Generates the data of a task. Inputs are uniform in ±√3, so their variance is 1. Parameters are uniform in ±1/√H,
     * approximately like the initial parameters of PyTorch and Keras.
     */
    public static TaskData of(GruShape shape, ResetGate resetGate) {
        int h = shape.hidden();
        double bound = 1 / Math.sqrt(h);
        double one = Math.sqrt(3);
        int rows = Math.multiplyExact(shape.steps(), shape.batch());
        return new TaskData(
                uniform(1, bound, shape.inputs() * 3 * h),
                uniform(2, bound, h * 3 * h),
                uniform(3, bound, resetGate.biasRows() * h),
                uniform(4, one, Math.multiplyExact(rows, shape.inputs())),
                uniform(5, one, Math.multiplyExact(rows, h)));
    }

    private static float[] uniform(int place, double bound, int size) {
        CounterRandom random = new CounterRandom(1, 0, place);
        float[] values = new float[size];
        for (int k = 0; k < size; k++) {
            values[k] = (float) (bound * (2 * random.uniform(k) - 1));
        }
        return values;
    }

    /**
     * Writes one gate's block of W or U transposed, which is the layout of most other libraries.
     *
     * @param parameter W or U [R,3,H]
     * @param gate 0 for u, 1 for r, 2 for o
     * @param target receives [H,R] from {@code offset} on
     */
    public static void transposeGate(float[] parameter, int hidden, int gate, float[] target, int offset) {
        int rows = parameter.length / (3 * hidden);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < hidden; j++) {
                target[offset + j * rows + i] = parameter[(i * 3 + gate) * hidden + j];
            }
        }
    }

    /**
     * Returns a parameter in the layout [3H,R], with its gates in a given order.
     *
     * @param parameter W or U [R,3,H]
     * @param gates gru4j's gates (0 for u, 1 for r, 2 for o) in the order of the result
     */
    public static float[] transposed(float[] parameter, int hidden, int... gates) {
        float[] target = new float[parameter.length];
        int block = parameter.length / gates.length;
        for (int k = 0; k < gates.length; k++) {
            transposeGate(parameter, hidden, gates[k], target, k * block);
        }
        return target;
    }

    /** Returns rows of a bias [·,H], concatenated; −1 stands for a row of zeros. */
    public static float[] biasRows(float[] bias, int hidden, int... rows) {
        float[] target = new float[rows.length * hidden];
        for (int k = 0; k < rows.length; k++) {
            if (rows[k] >= 0) {
                System.arraycopy(bias, rows[k] * hidden, target, k * hidden, hidden);
            }
        }
        return target;
    }
}
