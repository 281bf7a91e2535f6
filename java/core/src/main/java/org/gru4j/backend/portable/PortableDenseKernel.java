package org.gru4j.backend.portable;

import java.util.Arrays;
import org.gru4j.backend.Backend;
import org.gru4j.backend.DenseKernel;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Computes the products of dense layers row by row, on heap copies of the weights and of their gradient. */
final class PortableDenseKernel extends DenseKernel {
    private final ThreadArrays scratch = new ThreadArrays(5, 0);

    PortableDenseKernel(Backend backend) {
        super(backend);
    }

    @Override
    protected void computeForward(Tensor x, Tensor w, @Nullable Tensor b, Tensor y) {
        int inputs = w.dim(0);
        int outputs = w.dim(1);
        float[] weights = read(w, scratch.floats(0, w.size()));
        float[] bias = scratch.floats(1, outputs);
        if (b == null) {
            Arrays.fill(bias, 0, outputs, 0);
        } else {
            read(b, bias);
        }
        float[] xm = scratch.floats(2, inputs);
        float[] ym = scratch.floats(3, outputs);
        for (int m = 0; m < x.size() / inputs; m++) {
            x.read(m * inputs, xm, 0, inputs);
            System.arraycopy(bias, 0, ym, 0, outputs);
            for (int i = 0; i < inputs; i++) {
                float xi = xm[i];
                int row = i * outputs;
                for (int j = 0; j < outputs; j++) {
                    ym[j] += xi * weights[row + j];
                }
            }
            y.write(m * outputs, ym, 0, outputs);
        }
    }

    @Override
    protected void computeBackward(Tensor x, Tensor w, Tensor dy, @Nullable Tensor dx, Tensor dw, @Nullable Tensor db) {
        int inputs = w.dim(0);
        int outputs = w.dim(1);
        float[] gradient = read(dw, scratch.floats(0, dw.size()));
        float[] biasGradient = db == null ? null : read(db, scratch.floats(1, outputs));
        float[] xm = scratch.floats(2, inputs);
        float[] dym = scratch.floats(3, outputs);
        for (int m = 0; m < x.size() / inputs; m++) {
            x.read(m * inputs, xm, 0, inputs);
            dy.read(m * outputs, dym, 0, outputs);
            for (int i = 0; i < inputs; i++) {
                float xi = xm[i];
                int row = i * outputs;
                for (int j = 0; j < outputs; j++) {
                    gradient[row + j] += xi * dym[j];
                }
            }
            for (int j = 0; biasGradient != null && j < outputs; j++) {
                biasGradient[j] += dym[j];
            }
        }
        if (dx != null) {
            computeInputGradient(w, dy, dx);
        }
        dw.write(0, gradient, 0, dw.size());
        if (db != null && biasGradient != null) {
            db.write(0, biasGradient, 0, outputs);
        }
    }

    private void computeInputGradient(Tensor w, Tensor dy, Tensor dx) {
        int inputs = w.dim(0);
        int outputs = w.dim(1);
        float[] weights = read(w, scratch.floats(4, w.size()));
        float[] dxm = scratch.floats(2, inputs);
        float[] dym = scratch.floats(3, outputs);
        for (int m = 0; m < dx.size() / inputs; m++) {
            dy.read(m * outputs, dym, 0, outputs);
            for (int i = 0; i < inputs; i++) {
                dxm[i] = product(dym, weights, i * outputs, outputs);
            }
            dx.write(m * inputs, dxm, 0, inputs);
        }
    }

    /** Returns Σ a[j]·b[from + j], as four interleaved partial sums. */
    private static float product(float[] a, float[] b, int from, int length) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int j = 0;
        for (; j + 3 < length; j += 4) {
            s0 += a[j] * b[from + j];
            s1 += a[j + 1] * b[from + j + 1];
            s2 += a[j + 2] * b[from + j + 2];
            s3 += a[j + 3] * b[from + j + 3];
        }
        for (; j < length; j++) {
            s0 += a[j] * b[from + j];
        }
        return (s0 + s1) + (s2 + s3);
    }

    private static float[] read(Tensor tensor, float[] array) {
        tensor.read(0, array, 0, tensor.size());
        return array;
    }
}
