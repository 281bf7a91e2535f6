package org.gru4j.backend.portable;

import org.gru4j.backend.Backend;
import org.gru4j.backend.EmbeddingKernel;
import org.gru4j.tensor.Tensor;

/** Copies and adds the rows of embeddings one by one. */
final class PortableEmbeddingKernel extends EmbeddingKernel {
    PortableEmbeddingKernel(Backend backend) {
        super(backend);
    }

    @Override
    protected void computeForward(Tensor w, int[] ids, Tensor y) {
        int size = w.dim(1);
        for (int m = 0; m < y.size() / size; m++) {
            if (ids[m] == NO_ID) {
                y.zero(m * size, size);
            } else {
                y.write(m * size, w, ids[m] * size, size);
            }
        }
    }

    @Override
    protected void computeBackward(int[] ids, Tensor dy, Tensor dw) {
        int size = dw.dim(1);
        for (int m = 0; m < dy.size() / size; m++) {
            if (ids[m] != NO_ID) {
                dw.add(ids[m] * size, dy, m * size, size);
            }
        }
    }
}
