package org.gru4j.backend.portable;

import java.util.Arrays;
import org.gru4j.backend.Backend;
import org.gru4j.backend.NormalizationKernel;
import org.gru4j.tensor.Tensor;

/** Normalises step by step, in doubles. */
final class PortableNormalizationKernel extends NormalizationKernel {
    private final ThreadArrays scratch = new ThreadArrays(0, 6);

    PortableNormalizationKernel(Backend backend) {
        super(backend);
    }

    @Override
    protected void computeForward(Tensor x, Tensor gamma, Tensor beta, double epsilon, Tensor y) {
        int size = x.dim(2);
        double[] row = scratch.doubles(0, size);
        double[] scales = scratch.doubles(1, size);
        double[] shifts = scratch.doubles(2, size);
        gamma.read(0, scales, 0, size);
        beta.read(0, shifts, 0, size);
        for (int from = 0; from < x.size(); from += size) {
            x.read(from, row, 0, size);
            normalize(row, size, epsilon);
            for (int i = 0; i < size; i++) {
                row[i] = scales[i] * row[i] + shifts[i];
            }
            y.write(from, row, 0, size);
        }
    }

    /** Replaces the features of a step by x̂. Returns √(σ² + ε). */
    private static double normalize(double[] row, int size, double epsilon) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += row[i];
        }
        double mean = sum / size;
        double squares = 0;
        for (int i = 0; i < size; i++) {
            row[i] -= mean;
            squares += row[i] * row[i];
        }
        double deviation = Math.sqrt(squares / size + epsilon);
        for (int i = 0; i < size; i++) {
            row[i] /= deviation;
        }
        return deviation;
    }

    @Override
    protected void computeBackward(
            Tensor x, Tensor gamma, double epsilon, Tensor dy, Tensor dx, Tensor dGamma, Tensor dBeta) {
        int size = x.dim(2);
        double[] row = scratch.doubles(0, size);
        double[] scales = scratch.doubles(1, size);
        double[] ds = scratch.doubles(2, size);
        double[] scaleSums = scratch.doubles(3, size);
        double[] shiftSums = scratch.doubles(4, size);
        gamma.read(0, scales, 0, size);
        Arrays.fill(scaleSums, 0, size, 0);
        Arrays.fill(shiftSums, 0, size, 0);
        for (int from = 0; from < x.size(); from += size) {
            x.read(from, row, 0, size);
            dy.read(from, ds, 0, size);
            double deviation = normalize(row, size, epsilon);
            double sum = 0;
            double product = 0;
            for (int i = 0; i < size; i++) {
                scaleSums[i] += ds[i] * row[i];
                shiftSums[i] += ds[i];
                ds[i] *= scales[i];
                sum += ds[i];
                product += ds[i] * row[i];
            }
            for (int i = 0; i < size; i++) {
                ds[i] = (ds[i] - sum / size - row[i] * product / size) / deviation;
            }
            dx.write(from, ds, 0, size);
        }
        accumulate(dGamma, scaleSums, size);
        accumulate(dBeta, shiftSums, size);
    }

    private void accumulate(Tensor target, double[] sums, int size) {
        double[] values = scratch.doubles(5, size);
        target.read(0, values, 0, size);
        for (int i = 0; i < size; i++) {
            values[i] += sums[i];
        }
        target.write(0, values, 0, size);
    }
}
