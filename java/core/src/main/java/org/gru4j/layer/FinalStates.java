package org.gru4j.layer;

import org.gru4j.recurrent.Direction;
import org.gru4j.tensor.Tensor;

/**
 * What each direction of the recurrent layer below has read its rows to: of L_n valid steps the last one's features of a
 * forward direction, the first one's of a reverse direction, side by side as they come. It has no parameters.
 * <pre>
 *   y_n = x_{L_n−1,n}                                  FORWARD
 *   y_n = x_{0,n}                                      REVERSE
 *   y_n = x_{L_n−1,n} [first half], x_{0,n} [second]   BIDIRECTIONAL
 * </pre>
 * That is h after the last step, which PyTorch calls {@code h_n} of the last layer (both directions concatenated) and
 * Keras gives without {@code return_sequences}. A row without a valid step gives zeros, not the initial state, which
 * this layer does not see.
 *
 * <p>Thread-safe to run forward, each thread with a pass of its own, as long as none changes the parameters; backward
 * is for one thread at a time.
 */
public final class FinalStates extends Reduction {
    private final Direction direction;
    /** The features of each direction. */
    private final int units;

    FinalStates(String name, int size, Direction direction) {
        super(name, size);
        this.direction = direction;
        this.units = size / direction.count();
    }

    @Override
    void reduce(Slot slot, int n, Tensor x, Tensor y) {
        if (slot.length(n) == 0) {
            y.zero(n * size, size);
            return;
        }
        for (int d = 0; d < direction.count(); d++) {
            x.read(place(slot, n, d), slot.row, 0, units);
            y.write(n * size + d * units, slot.row, 0, units);
        }
    }

    /** dx is dy where y was read from, zero elsewhere. */
    @Override
    void spread(Slot slot, int n, Tensor dy, Tensor dx) {
        for (int t = 0; t < slot.steps; t++) {
            dx.zero((t * slot.batch + n) * size, size);
        }
        for (int d = 0; slot.length(n) > 0 && d < direction.count(); d++) {
            dy.read(n * size + d * units, slot.row, 0, units);
            dx.write(place(slot, n, d), slot.row, 0, units);
        }
    }

    /** Where in x [T,N,I] the features of direction {@code d} are that y has of row {@code n}. */
    private int place(Slot slot, int n, int d) {
        int t = direction.isReverse(d) ? 0 : slot.length(n) - 1;
        return (t * slot.batch + n) * size + d * units;
    }
}
