package org.gru4j.layer;

import org.gru4j.tensor.Tensor;

/** Copies rows of a tensor to and from a range of columns of a wider tensor. */
final class DirectionColumns {
    private DirectionColumns() {}

    /** wide[t,n,firstColumn+j] = narrow[t,n,j]. */
    static void scatter(Tensor narrow, Tensor wide, int firstColumn) {
        int columns = narrow.dim(2);
        int stride = wide.dim(2);
        for (int row = 0, rows = narrow.size() / columns; row < rows; row++) {
            wide.write(row * stride + firstColumn, narrow, row * columns, columns);
        }
    }

    /** narrow[t,n,j] = wide[t,n,firstColumn+j]. */
    static void gather(Tensor wide, int firstColumn, Tensor narrow) {
        int columns = narrow.dim(2);
        int stride = wide.dim(2);
        for (int row = 0, rows = narrow.size() / columns; row < rows; row++) {
            narrow.write(row * columns, wide, row * stride + firstColumn, columns);
        }
    }
}
