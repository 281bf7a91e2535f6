package org.gru4j.layer;

import java.util.Arrays;
import org.gru4j.tensor.Tensor;

/**
 * The mean over each row's L_n valid steps, y_n = Σ_{t &lt; L_n} x_tn ÷ L_n; zeros for a row without valid steps. This
 * is average pooling over time (Lin et al., arXiv 1312.4400, section 3.2, with steps instead of pixels). It has no
 * parameters.
 *
 * <p>Thread-safe to run forward, each thread with its own pass, as long as none changes the parameters; backward
 * is for one thread at a time.
 */
public final class Pooling extends Reduction {
    Pooling(String name, int size) {
        super(name, size);
    }

    @Override
    void reduce(Slot slot, int n, Tensor x, Tensor y) {
        Arrays.fill(slot.sum, 0);
        int length = slot.length(n);
        for (int t = 0; t < length; t++) {
            x.read((t * slot.batch + n) * size, slot.row, 0, size);
            for (int i = 0; i < size; i++) {
                slot.sum[i] += slot.row[i];
            }
        }
        for (int i = 0; i < size; i++) {
            slot.row[i] = length == 0 ? 0 : slot.sum[i] / length;
        }
        y.write(n * size, slot.row, 0, size);
    }

    /** Computes dx_tn = dy_n ÷ L_n at valid steps, and zero beyond them. */
    @Override
    void spread(Slot slot, int n, Tensor dy, Tensor dx) {
        int length = slot.length(n);
        dy.read(n * size, slot.row, 0, size);
        for (int i = 0; i < size; i++) {
            slot.row[i] = slot.row[i] / length;
        }
        for (int t = 0; t < slot.steps; t++) {
            int at = (t * slot.batch + n) * size;
            if (t < length) {
                dx.write(at, slot.row, 0, size);
            } else {
                dx.zero(at, size);
            }
        }
    }
}
