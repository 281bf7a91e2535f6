package org.gru4j.backend;

import java.util.Map;
import org.gru4j.tensor.Allocator;
import org.gru4j.tensor.Tensor;

/** One implementation of the kernels, and of the memory that they work on. Thread-safe; its kernels are not. */
public interface Backend extends Allocator {
    /** A kernel of one recurrent layer and direction, for these dimensions; the caller closes it. */
    RecurrentKernel recurrentKernel(RecurrentDims dims);

    /** The products of dense layers. */
    DenseKernel dense();

    /** The rows of embeddings. */
    EmbeddingKernel embedding();

    /** The masks of dropout. */
    DropoutKernel dropout();

    /** The loss of classifiers. */
    CrossEntropyKernel crossEntropy();

    /** Sums, products and activation functions. */
    ElementwiseKernel elementwise();

    /** Layer normalisation. */
    NormalizationKernel normalization();

    /** Attention of one sequence's steps to another's. */
    AttentionKernel attention();

    /** What optimisers, clipping and noise do to slabs. */
    OptimizerKernel optimizer();

    /** How many threads a kernel may use. */
    int threads();

    /** What a user may want to know of it (versions, instruction set), in the order to print. */
    Map<String, String> properties();

    /**
     * The backend whose memory a tensor is in.
     *
     * @throws IllegalArgumentException if it is no backend's
     */
    static Backend of(Tensor tensor) {
        if (tensor.allocator() instanceof Backend backend) {
            return backend;
        }
        throw new IllegalArgumentException("expected a backend's tensor but got " + tensor + " of '"
                + tensor.allocator().name() + "'");
    }
}
