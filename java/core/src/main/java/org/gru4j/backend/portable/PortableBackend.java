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
 * A base class for backends, with every kernel except the recurrent one. The kernels run in the calling thread, in
 * plain Java. Subclasses add their memory ({@link org.gru4j.tensor.Allocator}), their recurrent kernel and their
 * properties, and override the kernels that they can do better. Thread-safe.
 */
@SuppressWarnings("this-escape") // kernels store it, and call it only when they compute
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

    /** Returns 1. */
    @Override
    public int threads() {
        return 1;
    }
}
