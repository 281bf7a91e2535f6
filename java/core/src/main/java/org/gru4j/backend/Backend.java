package org.gru4j.backend;

import java.util.Map;
import org.gru4j.tensor.Allocator;
import org.gru4j.tensor.Tensor;

/**
 * An implementation of all kernels, and the allocator of the memory that they work on. The backend is thread-safe; the
 * recurrent kernels that it creates are not.
 */
public interface Backend extends Allocator {
    /** Creates a kernel for one recurrent layer, one direction and the given dimensions. The caller closes it. */
    RecurrentKernel recurrentKernel(RecurrentDims dims);

    /** Returns the kernel for the products of dense layers. */
    DenseKernel dense();

    /** Returns the kernel that looks up the rows of embeddings. */
    EmbeddingKernel embedding();

    /** Returns the kernel that draws and applies dropout masks. */
    DropoutKernel dropout();

    /** Returns the kernel for the loss of classifiers. */
    CrossEntropyKernel crossEntropy();

    /** Returns the kernel for sums, products and activation functions, element by element. */
    ElementwiseKernel elementwise();

    /** Returns the kernel for layer normalisation. */
    NormalizationKernel normalization();

    /** Returns the kernel for attention: of the steps of one sequence to those of another. */
    AttentionKernel attention();

    /** Returns the kernel that updates slabs of parameters and gradients: optimizers, clipping and noise. */
    OptimizerKernel optimizer();

    /** Number of threads that a kernel may use. */
    int threads();

    /**
     * Facts about the backend that a user may want to see, such as versions and the instruction set, in the order to
     * print them.
     */
    Map<String, String> properties();

    /**
     * Returns the backend that allocated a tensor's memory.
     *
     * @throws IllegalArgumentException if no backend allocated it
     */
    static Backend of(Tensor tensor) {
        if (tensor.allocator() instanceof Backend backend) {
            return backend;
        }
        throw new IllegalArgumentException("expected a tensor that a backend allocated but got " + tensor
                + " of allocator '" + tensor.allocator().name() + "'");
    }
}
