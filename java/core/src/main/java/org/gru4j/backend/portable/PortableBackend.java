package org.gru4j.backend.portable;

import org.gru4j.backend.AttentionKernel;
import org.gru4j.backend.Backend;
import org.gru4j.backend.CrossEntropyKernel;
import org.gru4j.backend.DenseKernel;
import org.gru4j.backend.DropoutKernel;
import org.gru4j.backend.ElementwiseKernel;
import org.gru4j.backend.EmbeddingKernel;
import org.gru4j.backend.NormalizationKernel;
import org.gru4j.backend.OptimizerKernel;

/**
 * A backend that has every kernel but the recurrent one: in plain Java floats, in the calling thread. What remains to
 * be implemented is its memory ({@link org.gru4j.tensor.Allocator}), its recurrent kernel, and its properties; any
 * other kernel that it does better is overridden. Thread-safe.
 */
@SuppressWarnings("this-escape") // kernels keep it, and ask it nothing before they compute
public abstract class PortableBackend implements Backend {
    private final DenseKernel dense = new PortableDenseKernel(this);
    private final EmbeddingKernel embedding = new PortableEmbeddingKernel(this);
    private final DropoutKernel dropout = new PortableDropoutKernel(this);
    private final CrossEntropyKernel crossEntropy = new PortableCrossEntropyKernel(this);
    private final ElementwiseKernel elementwise = new PortableElementwiseKernel(this);
    private final NormalizationKernel normalization = new PortableNormalizationKernel(this);
    private final AttentionKernel attention = new PortableAttentionKernel(this);
    private final OptimizerKernel optimizer = new PortableOptimizerKernel(this);

    @Override
    public DenseKernel dense() {
        return dense;
    }

    @Override
    public EmbeddingKernel embedding() {
        return embedding;
    }

    @Override
    public DropoutKernel dropout() {
        return dropout;
    }

    @Override
    public CrossEntropyKernel crossEntropy() {
        return crossEntropy;
    }

    @Override
    public ElementwiseKernel elementwise() {
        return elementwise;
    }

    @Override
    public NormalizationKernel normalization() {
        return normalization;
    }

    @Override
    public AttentionKernel attention() {
        return attention;
    }

    @Override
    public OptimizerKernel optimizer() {
        return optimizer;
    }

    /** 1. */
    @Override
    public int threads() {
        return 1;
    }
}
