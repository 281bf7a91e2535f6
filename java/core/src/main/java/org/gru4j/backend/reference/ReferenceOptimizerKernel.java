package org.gru4j.backend.reference;

import java.util.Arrays;
import org.gru4j.backend.Backend;
import org.gru4j.backend.OptimizerKernel;
import org.gru4j.random.CounterRandom;
import org.gru4j.tensor.Tensor;

/** One loop over the slab, in blocks that are copied to the heap, where the compiler vectorises the loops over them. */
final class ReferenceOptimizerKernel extends OptimizerKernel {
    private static final int BLOCK = 1024;

    /** A block of each slab; one of these per thread, so that a step allocates nothing. */
    private static final class Scratch {
        private final float[] p = new float[BLOCK];
        private final float[] g = new float[BLOCK];
        private final float[] m = new float[BLOCK];
        private final float[] v = new float[BLOCK];
    }

    private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

    ReferenceOptimizerKernel(Backend backend) {
        super(backend);
    }

    @Override
    protected void computeSgd(Tensor p, Tensor g, Tensor v, float momentum, boolean nesterov, float l2, float rate) {
        Scratch s = scratch.get();
        for (int from = 0; from < p.size(); from += BLOCK) {
            int length = Math.min(BLOCK, p.size() - from);
            readGradient(p, g, from, length, l2, s);
            if (v == null) {
                descend(s.p, s.g, length, rate);
            } else {
                v.read(from, s.v, 0, length);
                for (int k = 0; k < length; k++) {
                    s.v[k] = momentum * s.v[k] + s.g[k];
                }
                v.write(from, s.v, 0, length);
                for (int k = 0; nesterov && k < length; k++) {
                    s.v[k] = s.g[k] + momentum * s.v[k];
                }
                descend(s.p, s.v, length, rate);
            }
            p.write(from, s.p, 0, length);
        }
    }

    /** The parameters, and g + l2·p. */
    private static void readGradient(Tensor p, Tensor g, int from, int length, float l2, Scratch s) {
        p.read(from, s.p, 0, length);
        g.read(from, s.g, 0, length);
        for (int k = 0; k < length; k++) {
            s.g[k] += l2 * s.p[k];
        }
    }

    private static void descend(float[] p, float[] along, int length, float rate) {
        for (int k = 0; k < length; k++) {
            p[k] -= rate * along[k];
        }
    }

    @Override
    protected void computeRmsProp(Tensor p, Tensor g, Tensor v, float rho, float rest, float epsilon, float l2,
            float rate) {
        Scratch s = scratch.get();
        for (int from = 0; from < p.size(); from += BLOCK) {
            int length = Math.min(BLOCK, p.size() - from);
            readGradient(p, g, from, length, l2, s);
            v.read(from, s.v, 0, length);
            for (int k = 0; k < length; k++) {
                s.v[k] = rho * s.v[k] + rest * s.g[k] * s.g[k];
                s.p[k] -= rate * s.g[k] / ((float) Math.sqrt(s.v[k]) + epsilon);
            }
            p.write(from, s.p, 0, length);
            v.write(from, s.v, 0, length);
        }
    }

    @Override
    protected void computeAdam(Tensor p, Tensor g, Tensor m, Tensor v, float beta1, float rest1, float beta2,
            float rest2, float eta, float correction, float epsilon, float l2, float shrink) {
        Scratch s = scratch.get();
        for (int from = 0; from < p.size(); from += BLOCK) {
            int length = Math.min(BLOCK, p.size() - from);
            readGradient(p, g, from, length, l2, s);
            m.read(from, s.m, 0, length);
            v.read(from, s.v, 0, length);
            for (int k = 0; k < length; k++) {
                s.m[k] = beta1 * s.m[k] + rest1 * s.g[k];
                s.v[k] = beta2 * s.v[k] + rest2 * s.g[k] * s.g[k];
                s.p[k] = s.p[k] - shrink * s.p[k] - eta * s.m[k] / ((float) Math.sqrt(s.v[k]) * correction + epsilon);
            }
            p.write(from, s.p, 0, length);
            m.write(from, s.m, 0, length);
            v.write(from, s.v, 0, length);
        }
    }

    /** Four interleaved sums. */
    @Override
    protected double computeSumOfSquares(Tensor x) {
        float[] block = scratch.get().g;
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
        float[] block = scratch.get().g;
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
        float[] block = scratch.get().g;
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
        float[] block = scratch.get().g;
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
