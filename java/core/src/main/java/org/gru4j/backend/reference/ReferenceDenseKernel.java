package org.gru4j.backend.reference;

import java.util.Arrays;
import org.gru4j.backend.Backend;
import org.gru4j.backend.DenseKernel;
import org.gru4j.backend.portable.ThreadArrays;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Computes the products of dense layers row by row, in doubles. */
final class ReferenceDenseKernel extends DenseKernel {
    private final ThreadArrays scratch = new ThreadArrays(0, 5);

    ReferenceDenseKernel(Backend backend) {
        super(backend);
    }

    @Override
    protected void computeForward(Tensor x, Tensor w, @Nullable Tensor b, Tensor y) {
        int inputs = w.dim(0);
        int outputs = w.dim(1);
        double[] row = scratch.doubles(3, inputs + outputs);
        double[] weights = scratch.doubles(4, inputs * outputs);
        double[] sums = scratch.doubles(0, Math.max(inputs, outputs));
        w.read(0, weights, 0, inputs * outputs);
        for (int m = 0; m < x.size() / inputs; m++) {
            x.read(m * inputs, row, 0, inputs);
            Arrays.fill(sums, 0, outputs, 0);
            for (int i = 0; i < inputs; i++) {
                for (int j = 0; j < outputs; j++) {
                    sums[j] += row[i] * weights[i * outputs + j];
                }
            }
            for (int j = 0; j < outputs; j++) {
                row[inputs + j] = sums[j] + (b == null ? 0 : b.getDouble(j));
            }
            y.write(m * outputs, row, inputs, outputs);
        }
    }

    @Override
    protected void computeBackward(Tensor x, Tensor w, Tensor dy, @Nullable Tensor dx, Tensor dw, @Nullable Tensor db) {
        int inputs = w.dim(0);
        int outputs = w.dim(1);
        double[] row = scratch.doubles(3, inputs + outputs);
        double[] weights = scratch.doubles(4, inputs * outputs);
        double[] sums = scratch.doubles(0, Math.max(inputs, outputs));
        double[] dwSums = scratch.doubles(1, inputs * outputs);
        double[] dbSums = scratch.doubles(2, outputs);
        w.read(0, weights, 0, inputs * outputs);
        Arrays.fill(dwSums, 0, inputs * outputs, 0);
        Arrays.fill(dbSums, 0, outputs, 0);
        for (int m = 0; m < x.size() / inputs; m++) {
            x.read(m * inputs, row, 0, inputs);
            dy.read(m * outputs, row, inputs, outputs);
            for (int j = 0; j < outputs; j++) {
                dbSums[j] += row[inputs + j];
            }
            for (int i = 0; i < inputs; i++) {
                double sum = 0;
                double xi = row[i];
                for (int j = 0; j < outputs; j++) {
                    double dyj = row[inputs + j];
                    sum += dyj * weights[i * outputs + j];
                    dwSums[i * outputs + j] += xi * dyj;
                }
                sums[i] = sum;
            }
            if (dx != null) {
                for (int i = 0; i < inputs; i++) {
                    row[i] = sums[i];
                }
                dx.write(m * inputs, row, 0, inputs);
            }
        }
        accumulate(dwSums, inputs * outputs, weights, dw);
        if (db != null) {
            accumulate(dbSums, outputs, row, db);
        }
    }

    private static void accumulate(double[] sums, int length, double[] block, Tensor target) {
        target.read(0, block, 0, length);
        for (int k = 0; k < length; k++) {
            block[k] += sums[k];
        }
        target.write(0, block, 0, length);
    }
}
