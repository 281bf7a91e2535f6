package org.gru4j.layer;

import org.gru4j.backend.Backend;
import org.gru4j.tensor.Tensor;

/** Copies rows of a tensor to and from a range of columns of a wider tensor. */
final class DirectionColumns {
    private DirectionColumns() {}

    /** wide[t,n,firstColumn+j] = narrow[t,n,j]. */
    static void scatter(Tensor narrow, Tensor wide, int firstColumn) {
        Backend.of(narrow).elementwise().copyColumns(narrow, 0, wide, firstColumn, narrow.dim(2));
    }

    /** narrow[t,n,j] = wide[t,n,firstColumn+j]. */
    static void gather(Tensor wide, int firstColumn, Tensor narrow) {
        Backend.of(narrow).elementwise().copyColumns(wide, firstColumn, narrow, 0, narrow.dim(2));
    }
}
