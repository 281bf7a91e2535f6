package org.gru4j.backend.portable;

import java.util.Arrays;
import org.gru4j.backend.AttentionKernel;
import org.gru4j.backend.Backend;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Computes attention row by row of the batch, in doubles. */
final class PortableAttentionKernel extends AttentionKernel {
    private final ThreadArrays scratch = new ThreadArrays(0, 10);

    PortableAttentionKernel(Backend backend) {
        super(backend);
    }

    /** Copies the first {@code steps} steps of row n from [T,N,F] into a scratch array [steps,F]. */
    private double[] rows(int array, Tensor tensor, int n, int steps) {
        int batch = tensor.dim(1);
        int size = tensor.dim(2);
        double[] rows = scratch.doubles(array, steps * size);
        for (int t = 0; t < steps; t++) {
            tensor.read((t * batch + n) * size, rows, t * size, size);
        }
        return rows;
    }

    private static void write(double[] rows, Tensor tensor, int n, int steps) {
        int batch = tensor.dim(1);
        int size = tensor.dim(2);
        for (int t = 0; t < tensor.dim(0); t++) {
            if (t < steps) {
                tensor.write((t * batch + n) * size, rows, t * size, size);
            } else {
                tensor.zero((t * batch + n) * size, size);
            }
        }
    }

    private static double dot(double[] a, int aFrom, double[] b, int bFrom, int size) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += a[aFrom + i] * b[bFrom + i];
        }
        return sum;
    }

    /** Computes into += factor·of. */
    private static void add(double factor, double[] of, int from, double[] into, int intoFrom, int size) {
        for (int i = 0; i < size; i++) {
            into[intoFrom + i] += factor * of[from + i];
        }
    }

    private static void softmax(double[] e, int from, int length) {
        double max = Double.NEGATIVE_INFINITY;
        for (int s = from; s < from + length; s++) {
            max = Math.max(max, e[s]);
        }
        double sum = 0;
        for (int s = from; s < from + length; s++) {
            e[s] = Math.exp(e[s] - max);
            sum += e[s];
        }
        for (int s = from; s < from + length; s++) {
            e[s] /= sum;
        }
    }

    @Override
    protected void computeForward(
            Tensor q, Tensor k, Tensor v, int @Nullable [] lengths, double scale, Tensor a, Tensor y) {
        int steps = q.dim(0);
        int size = q.dim(2);
        int width = v.dim(2);
        int most = k.dim(0);
        for (int n = 0; n < q.dim(1); n++) {
            int length = lengths == null ? most : lengths[n];
            double[] qs = rows(0, q, n, steps);
            double[] ks = rows(1, k, n, length);
            double[] vs = v == k ? ks : rows(2, v, n, length);
            double[] weights = scratch.doubles(3, steps * most);
            double[] ys = scratch.doubles(4, steps * width);
            Arrays.fill(weights, 0, steps * most, 0);
            Arrays.fill(ys, 0, steps * width, 0);
            for (int t = 0; t < steps && length > 0; t++) {
                for (int s = 0; s < length; s++) {
                    weights[t * most + s] = scale * dot(qs, t * size, ks, s * size, size);
                }
                softmax(weights, t * most, length);
                for (int s = 0; s < length; s++) {
                    add(weights[t * most + s], vs, s * width, ys, t * width, width);
                }
            }
            write(weights, a, n, steps);
            write(ys, y, n, steps);
        }
    }

    @Override
    protected void computeBackward(
            Tensor q,
            Tensor k,
            Tensor v,
            int @Nullable [] lengths,
            double scale,
            Tensor a,
            Tensor dy,
            Tensor de,
            Tensor dq,
            Tensor dk,
            @Nullable Tensor dv) {
        int steps = q.dim(0);
        int size = q.dim(2);
        int width = v.dim(2);
        int most = k.dim(0);
        for (int n = 0; n < q.dim(1); n++) {
            int length = lengths == null ? most : lengths[n];
            double[] qs = rows(0, q, n, steps);
            double[] ks = rows(1, k, n, length);
            double[] vs = v == k ? ks : rows(2, v, n, length);
            double[] weights = rows(3, a, n, steps);
            double[] dys = rows(4, dy, n, steps);
            double[] dqs = scratch.doubles(5, steps * size);
            double[] dks = scratch.doubles(6, length * size);
            Arrays.fill(dqs, 0, steps * size, 0);
            Arrays.fill(dks, 0, length * size, 0);
            double[] dvs = dv == null ? dks : scratch.doubles(7, length * width);
            if (dv != null) {
                Arrays.fill(dvs, 0, length * width, 0);
            }
            for (int t = 0; t < steps; t++) {
                double mean = 0; // Σ_s a_ts·da_ts
                for (int s = 0; s < length; s++) {
                    mean += weights[t * most + s] * dot(dys, t * width, vs, s * width, width);
                }
                for (int s = 0; s < length; s++) {
                    double weight = weights[t * most + s];
                    double slope = scale * weight * (dot(dys, t * width, vs, s * width, width) - mean);
                    weights[t * most + s] = slope;
                    add(slope, ks, s * size, dqs, t * size, size);
                    add(slope, qs, t * size, dks, s * size, size);
                    add(weight, dys, t * width, dvs, s * width, width);
                }
            }
            write(weights, de, n, steps);
            write(dqs, dq, n, steps);
            write(dks, dk, n, length);
            if (dv != null) {
                write(dvs, dv, n, length);
            }
        }
    }

    @Override
    protected void computeForwardAdditive(
            Tensor q, Tensor k, Tensor w, Tensor v, int @Nullable [] lengths, Tensor a, Tensor y) {
        int steps = q.dim(0);
        int size = q.dim(2);
        int width = v.dim(2);
        int most = k.dim(0);
        double[] factors = scratch.doubles(8, size);
        w.read(0, factors, 0, size);
        for (int n = 0; n < q.dim(1); n++) {
            int length = lengths == null ? most : lengths[n];
            double[] qs = rows(0, q, n, steps);
            double[] ks = rows(1, k, n, length);
            double[] vs = rows(2, v, n, length);
            double[] weights = scratch.doubles(3, steps * most);
            double[] ys = scratch.doubles(4, steps * width);
            Arrays.fill(weights, 0, steps * most, 0);
            Arrays.fill(ys, 0, steps * width, 0);
            for (int t = 0; t < steps && length > 0; t++) {
                for (int s = 0; s < length; s++) {
                    double e = 0;
                    for (int i = 0; i < size; i++) {
                        e += factors[i] * Math.tanh(qs[t * size + i] + ks[s * size + i]);
                    }
                    weights[t * most + s] = e;
                }
                softmax(weights, t * most, length);
                for (int s = 0; s < length; s++) {
                    add(weights[t * most + s], vs, s * width, ys, t * width, width);
                }
            }
            write(weights, a, n, steps);
            write(ys, y, n, steps);
        }
    }

    @Override
    protected void computeBackwardAdditive(
            Tensor q,
            Tensor k,
            Tensor w,
            Tensor v,
            int @Nullable [] lengths,
            Tensor a,
            Tensor dy,
            Tensor dq,
            Tensor dk,
            Tensor dw,
            Tensor dv) {
        int steps = q.dim(0);
        int size = q.dim(2);
        int width = v.dim(2);
        int most = k.dim(0);
        double[] factors = scratch.doubles(8, size);
        double[] dFactors = scratch.doubles(9, size);
        w.read(0, factors, 0, size);
        dw.read(0, dFactors, 0, size);
        for (int n = 0; n < q.dim(1); n++) {
            int length = lengths == null ? most : lengths[n];
            double[] qs = rows(0, q, n, steps);
            double[] ks = rows(1, k, n, length);
            double[] vs = rows(2, v, n, length);
            double[] weights = rows(3, a, n, steps);
            double[] dys = rows(4, dy, n, steps);
            double[] dqs = scratch.doubles(5, steps * size);
            double[] dks = scratch.doubles(6, length * size);
            double[] dvs = scratch.doubles(7, length * width);
            Arrays.fill(dqs, 0, steps * size, 0);
            Arrays.fill(dks, 0, length * size, 0);
            Arrays.fill(dvs, 0, length * width, 0);
            for (int t = 0; t < steps; t++) {
                double mean = 0; // Σ_s a_ts·da_ts
                for (int s = 0; s < length; s++) {
                    mean += weights[t * most + s] * dot(dys, t * width, vs, s * width, width);
                }
                for (int s = 0; s < length; s++) {
                    double weight = weights[t * most + s];
                    double de = weight * (dot(dys, t * width, vs, s * width, width) - mean);
                    for (int i = 0; i < size; i++) {
                        double h = Math.tanh(qs[t * size + i] + ks[s * size + i]);
                        double d = de * factors[i] * (1 - h * h);
                        dqs[t * size + i] += d;
                        dks[s * size + i] += d;
                        dFactors[i] += de * h;
                    }
                    add(weight, dys, t * width, dvs, s * width, width);
                }
            }
            write(dqs, dq, n, steps);
            write(dks, dk, n, length);
            write(dvs, dv, n, length);
        }
        dw.write(0, dFactors, 0, size);
    }
}
