package org.gru4j.backend;

import java.util.Map;
import org.gru4j.tensor.Allocator;

/** One implementation of the kernels, and of the memory that they work on. Thread-safe; its kernels are not. */
public interface Backend extends Allocator {
    /** A kernel for these dimensions; the caller closes it. */
    GruKernel createGru(GruDims dims);

    /** The products of dense layers. */
    DenseKernel dense();

    /** How many threads a kernel may use. */
    int threads();

    /** What a user may want to know of it (versions, instruction set), in the order to print. */
    Map<String, String> properties();
}
