package org.gru4j.interop.keras;

/**
 * Computes Keras's layers in doubles, in Keras's own layout and order of steps. It is written from the equations in
 * Keras's documentation and uses none of the tested code. A sequence is [T][features].
 */
final class KerasEquations {
    private KerasEquations() {}

    /** Computes y_t = x_t·A + b with A [I,O] row-major; b is null if there is none. */
    static double[] affine(double[] x, float[] a, float[] b, int bFrom, int outputs) {
        double[] y = new double[outputs];
        for (int o = 0; o < outputs; o++) {
            y[o] = b == null ? 0 : b[bFrom + o];
            for (int i = 0; i < x.length; i++) {
                y[o] += x[i] * a[i * outputs + o];
            }
        }
        return y;
    }

    static double[][] reversed(double[][] x) {
        double[][] reversed = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            reversed[t] = x[x.length - 1 - t];
        }
        return reversed;
    }

    /** Computes one direction of a recurrent layer; the output has the order of the input. */
    static double[][] run(
            String kind, double[][] x, int units, boolean resetAfter, float[] kernel, float[] recurrent, float[] bias) {
        double[] h = new double[units];
        double[] c = new double[units];
        double[][] y = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            h = switch (kind) {
                case "GRU" -> gru(x[t], h, resetAfter, kernel, recurrent, bias);
                case "LSTM" -> lstm(x[t], h, c, kernel, recurrent, bias);
                default -> simple(x[t], h, kernel, recurrent, bias);
            };
            y[t] = h;
        }
        return y;
    }

    private static double[] simple(double[] x, double[] h, float[] kernel, float[] recurrent, float[] bias) {
        double[] fromX = affine(x, kernel, bias, 0, h.length);
        double[] fromH = affine(h, recurrent, null, 0, h.length);
        double[] next = new double[h.length];
        for (int j = 0; j < h.length; j++) {
            next[j] = Math.tanh(fromX[j] + fromH[j]);
        }
        return next;
    }

    /** Computes one step of an LSTM with gates i, f, c, o, and overwrites c. */
    private static double[] lstm(double[] x, double[] h, double[] c, float[] kernel, float[] recurrent, float[] bias) {
        int n = h.length;
        double[] fromX = affine(x, kernel, bias, 0, 4 * n);
        double[] fromH = affine(h, recurrent, null, 0, 4 * n);
        double[] next = new double[n];
        for (int j = 0; j < n; j++) {
            double i = sigmoid(fromX[j] + fromH[j]);
            double f = sigmoid(fromX[n + j] + fromH[n + j]);
            double candidate = Math.tanh(fromX[2 * n + j] + fromH[2 * n + j]);
            double o = sigmoid(fromX[3 * n + j] + fromH[3 * n + j]);
            c[j] = f * c[j] + i * candidate;
            next[j] = o * Math.tanh(c[j]);
        }
        return next;
    }

    /** Computes one step of a GRU with gates z, r, h: h' = z⊙h + (1−z)⊙hh. */
    private static double[] gru(
            double[] x, double[] h, boolean resetAfter, float[] kernel, float[] recurrent, float[] bias) {
        int n = h.length;
        double[] fromX = affine(x, kernel, bias, 0, 3 * n);
        double[] fromH = affine(h, recurrent, resetAfter ? bias : null, 3 * n, 3 * n);
        double[] z = new double[n];
        double[] r = new double[n];
        double[] reset = new double[n];
        for (int j = 0; j < n; j++) {
            z[j] = sigmoid(fromX[j] + fromH[j]);
            r[j] = sigmoid(fromX[n + j] + fromH[n + j]);
            reset[j] = r[j] * h[j];
        }
        double[] fromReset = affine(reset, recurrent, null, 0, 3 * n);
        double[] next = new double[n];
        for (int j = 0; j < n; j++) {
            double inner = resetAfter ? r[j] * fromH[2 * n + j] : fromReset[2 * n + j];
            next[j] = z[j] * h[j] + (1 - z[j]) * Math.tanh(fromX[2 * n + j] + inner);
        }
        return next;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
