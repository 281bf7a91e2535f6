package org.gru4j.optim;

import java.util.Arrays;
import org.gru4j.layer.Parameters;
import org.gru4j.tensor.Tensor;

/** Clipping by the global norm: g ← g·min(1, max ÷ ‖g‖₂), over all parameters (Pascanu et al., arXiv 1211.5063). */
public final class GradientClip {
    private final double maxNorm;
    private final float[] block = new float[Optimizer.BLOCK];

    /** @param maxNorm positive; infinity measures the norm and clips nothing */
    public GradientClip(double maxNorm) {
        if (!(maxNorm > 0)) {
            throw new IllegalArgumentException("maxNorm must be positive, got " + maxNorm);
        }
        this.maxNorm = maxNorm;
    }

    /** Clips, and returns the norm from before; nothing is changed if that is not finite. */
    public double apply(Parameters parameters) {
        Tensor gradients = parameters.gradients();
        double norm = Math.sqrt(sumOfSquares(gradients));
        if (norm > maxNorm && norm < Double.POSITIVE_INFINITY) {
            scale(gradients, (float) (maxNorm / norm));
        }
        return norm;
    }

    /** Four interleaved sums, always in the same order. */
    private double sumOfSquares(Tensor gradients) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        for (int from = 0, size = gradients.size(); from < size; from += block.length) {
            int length = Math.min(block.length, size - from);
            gradients.read(from, block, 0, length);
            Arrays.fill(block, length, block.length, 0);
            for (int k = 0; k < block.length; k += 4) {
                s0 += (double) block[k] * block[k];
                s1 += (double) block[k + 1] * block[k + 1];
                s2 += (double) block[k + 2] * block[k + 2];
                s3 += (double) block[k + 3] * block[k + 3];
            }
        }
        return (s0 + s1) + (s2 + s3);
    }

    private void scale(Tensor gradients, float factor) {
        for (int from = 0, size = gradients.size(); from < size; from += block.length) {
            int length = Math.min(block.length, size - from);
            gradients.read(from, block, 0, length);
            for (int k = 0; k < length; k++) {
                block[k] *= factor;
            }
            gradients.write(from, block, 0, length);
        }
    }
}
