package org.gru4j.backend.reference;

import java.util.Arrays;
import org.gru4j.backend.Backend;
import org.gru4j.backend.DenseKernel;
import org.gru4j.tensor.Tensor;

/** Dense products row by row, in doubles. */
final class ReferenceDenseKernel extends DenseKernel {
    /** Arrays that grow to the largest layer seen by a thread, so that a step allocates nothing. */
    private static final class Scratch {
        private float[] row = new float[0];
        private float[] weights = new float[0];
        private double[] sums = new double[0];
        private double[] dw = new double[0];
        private double[] db = new double[0];

        private static float[] atLeast(float[] array, int length) {
            return array.length >= length ? array : new float[length];
        }

        private static double[] atLeast(double[] array, int length) {
            return array.length >= length ? array : new double[length];
        }

        void require(int inputs, int outputs, boolean backward) {
            row = atLeast(row, inputs + outputs);
            weights = atLeast(weights, inputs * outputs);
            sums = atLeast(sums, Math.max(inputs, outputs));
            if (backward) {
                dw = atLeast(dw, inputs * outputs);
                db = atLeast(db, outputs);
            }
        }
    }

    private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

    ReferenceDenseKernel(Backend backend) {
        super(backend);
    }

    @Override
    protected void computeForward(Tensor x, Tensor w, Tensor b, Tensor y) {
        int inputs = w.dim(0);
        int outputs = w.dim(1);
        Scratch s = scratch.get();
        s.require(inputs, outputs, false);
        w.read(0, s.weights, 0, inputs * outputs);
        for (int m = 0; m < x.size() / inputs; m++) {
            x.read(m * inputs, s.row, 0, inputs);
            Arrays.fill(s.sums, 0, outputs, 0);
            for (int i = 0; i < inputs; i++) {
                for (int j = 0; j < outputs; j++) {
                    s.sums[j] += (double) s.row[i] * s.weights[i * outputs + j];
                }
            }
            for (int j = 0; j < outputs; j++) {
                s.row[inputs + j] = (float) (s.sums[j] + (b == null ? 0 : b.get(j)));
            }
            y.write(m * outputs, s.row, inputs, outputs);
        }
    }

    @Override
    protected void computeBackward(Tensor x, Tensor w, Tensor dy, Tensor dx, Tensor dw, Tensor db) {
        int inputs = w.dim(0);
        int outputs = w.dim(1);
        Scratch s = scratch.get();
        s.require(inputs, outputs, true);
        w.read(0, s.weights, 0, inputs * outputs);
        Arrays.fill(s.dw, 0, inputs * outputs, 0);
        Arrays.fill(s.db, 0, outputs, 0);
        for (int m = 0; m < x.size() / inputs; m++) {
            x.read(m * inputs, s.row, 0, inputs);
            dy.read(m * outputs, s.row, inputs, outputs);
            for (int j = 0; j < outputs; j++) {
                s.db[j] += s.row[inputs + j];
            }
            for (int i = 0; i < inputs; i++) {
                double sum = 0;
                double xi = s.row[i];
                for (int j = 0; j < outputs; j++) {
                    double dyj = s.row[inputs + j];
                    sum += dyj * s.weights[i * outputs + j];
                    s.dw[i * outputs + j] += xi * dyj;
                }
                s.sums[i] = sum;
            }
            if (dx != null) {
                for (int i = 0; i < inputs; i++) {
                    s.row[i] = (float) s.sums[i];
                }
                dx.write(m * inputs, s.row, 0, inputs);
            }
        }
        accumulate(s.dw, inputs * outputs, s.weights, dw);
        if (db != null) {
            accumulate(s.db, outputs, s.row, db);
        }
    }

    private static void accumulate(double[] sums, int length, float[] block, Tensor target) {
        target.read(0, block, 0, length);
        for (int k = 0; k < length; k++) {
            block[k] = (float) (block[k] + sums[k]);
        }
        target.write(0, block, 0, length);
    }
}
