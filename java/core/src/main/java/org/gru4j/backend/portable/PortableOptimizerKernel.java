package org.gru4j.backend.portable;

import java.util.Arrays;
import org.gru4j.backend.Backend;
import org.gru4j.backend.OptimizerKernel;
import org.gru4j.random.CounterRandom;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Runs one loop over the slab, in blocks that are copied to the heap: there the compiler vectorises the inner loops.
 */
final class PortableOptimizerKernel extends OptimizerKernel {
    private static final int BLOCK = 1024;

    /** One block for each of the slabs p, g, m and v. */
    private final ThreadArrays scratch = new ThreadArrays(4, 0);

    PortableOptimizerKernel(Backend backend) {
        super(backend);
    }

    private float[] blockOfP() {
        return scratch.floats(0, BLOCK);
    }

    private float[] blockOfG() {
        return scratch.floats(1, BLOCK);
    }

    private float[] blockOfM() {
        return scratch.floats(2, BLOCK);
    }

    private float[] blockOfV() {
        return scratch.floats(3, BLOCK);
    }

    @Override
    protected void computeSgd(
            Tensor p, Tensor g, @Nullable Tensor v, float momentum, boolean nesterov, float l2, float rate) {
        float[] pk = blockOfP();
        float[] gk = blockOfG();
        float[] vk = blockOfV();
        for (int from = 0; from < p.size(); from += BLOCK) {
            int length = Math.min(BLOCK, p.size() - from);
            readGradient(p, g, from, length, l2, pk, gk);
            if (v == null) {
                descend(pk, gk, length, rate);
            } else {
                v.read(from, vk, 0, length);
                for (int k = 0; k < length; k++) {
                    vk[k] = momentum * vk[k] + gk[k];
                }
                v.write(from, vk, 0, length);
                for (int k = 0; nesterov && k < length; k++) {
                    vk[k] = gk[k] + momentum * vk[k];
                }
                descend(pk, vk, length, rate);
            }
            p.write(from, pk, 0, length);
        }
    }

    /** Reads a block of parameters into pk, and g + l2·p into gk. */
    private static void readGradient(Tensor p, Tensor g, int from, int length, float l2, float[] pk, float[] gk) {
        p.read(from, pk, 0, length);
        g.read(from, gk, 0, length);
        for (int k = 0; k < length; k++) {
            gk[k] += l2 * pk[k];
        }
    }

    private static void descend(float[] p, float[] along, int length, float rate) {
        for (int k = 0; k < length; k++) {
            p[k] -= rate * along[k];
        }
    }

    @Override
    protected void computeRmsProp(
            Tensor p, Tensor g, Tensor v, float rho, float rest, float epsilon, float l2, float rate) {
        float[] pk = blockOfP();
        float[] gk = blockOfG();
        float[] vk = blockOfV();
        for (int from = 0; from < p.size(); from += BLOCK) {
            int length = Math.min(BLOCK, p.size() - from);
            readGradient(p, g, from, length, l2, pk, gk);
            v.read(from, vk, 0, length);
            for (int k = 0; k < length; k++) {
                vk[k] = rho * vk[k] + rest * gk[k] * gk[k];
                pk[k] -= rate * gk[k] / ((float) Math.sqrt(vk[k]) + epsilon);
            }
            p.write(from, pk, 0, length);
            v.write(from, vk, 0, length);
        }
    }

    @Override
    protected void computeAdam(
            Tensor p,
            Tensor g,
            Tensor m,
            Tensor v,
            float beta1,
            float rest1,
            float beta2,
            float rest2,
            float eta,
            float correction,
            float epsilon,
            float l2,
            float shrink) {
        float[] pk = blockOfP();
        float[] gk = blockOfG();
        float[] mk = blockOfM();
        float[] vk = blockOfV();
        for (int from = 0; from < p.size(); from += BLOCK) {
            int length = Math.min(BLOCK, p.size() - from);
            readGradient(p, g, from, length, l2, pk, gk);
            m.read(from, mk, 0, length);
            v.read(from, vk, 0, length);
            for (int k = 0; k < length; k++) {
                mk[k] = beta1 * mk[k] + rest1 * gk[k];
                vk[k] = beta2 * vk[k] + rest2 * gk[k] * gk[k];
                pk[k] = pk[k] - shrink * pk[k] - eta * mk[k] / ((float) Math.sqrt(vk[k]) * correction + epsilon);
            }
            p.write(from, pk, 0, length);
            m.write(from, mk, 0, length);
            v.write(from, vk, 0, length);
        }
    }

    /** Adds the squares in four interleaved partial sums. */
    @Override
    protected double computeSumOfSquares(Tensor x) {
        float[] block = blockOfG();
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        for (int from = 0; from < x.size(); from += BLOCK) {
            int length = Math.min(BLOCK, x.size() - from);
            x.read(from, block, 0, length);
            Arrays.fill(block, length, BLOCK, 0);
            for (int k = 0; k < BLOCK; k += 4) {
                s0 += (double) block[k] * block[k];
                s1 += (double) block[k + 1] * block[k + 1];
                s2 += (double) block[k + 2] * block[k + 2];
                s3 += (double) block[k + 3] * block[k + 3];
            }
        }
        return (s0 + s1) + (s2 + s3);
    }

    @Override
    protected void computeScale(Tensor x, float factor) {
        float[] block = blockOfG();
        for (int from = 0; from < x.size(); from += BLOCK) {
            int length = Math.min(BLOCK, x.size() - from);
            x.read(from, block, 0, length);
            for (int k = 0; k < length; k++) {
                block[k] *= factor;
            }
            x.write(from, block, 0, length);
        }
    }

    @Override
    protected void computeClamp(Tensor x, float bound) {
        float[] block = blockOfG();
        for (int from = 0; from < x.size(); from += BLOCK) {
            int length = Math.min(BLOCK, x.size() - from);
            x.read(from, block, 0, length);
            for (int k = 0; k < length; k++) {
                block[k] = Math.max(-bound, Math.min(bound, block[k]));
            }
            x.write(from, block, 0, length);
        }
    }

    @Override
    protected void computeAddNormal(Tensor x, long key, double deviation) {
        float[] block = blockOfG();
        for (int from = 0; from < x.size(); from += BLOCK) {
            int length = Math.min(BLOCK, x.size() - from);
            x.read(from, block, 0, length);
            for (int k = 0; k < length; k++) {
                block[k] = (float) (block[k] + deviation * CounterRandom.normal(key, from + k));
            }
            x.write(from, block, 0, length);
        }
    }
}
