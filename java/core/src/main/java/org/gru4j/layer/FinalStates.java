package org.gru4j.layer;

import org.gru4j.recurrent.Direction;
import org.gru4j.tensor.Tensor;

/**
 * The last outputs of the recurrent layer before it, for each direction. Of L_n valid steps, it takes the features of
 * the last step in the forward direction, and of the first step in the reverse direction. It keeps the order of the
 * features, and has no parameters.
 * <pre>
 *   y_n = x_{L_n−1,n}                                  FORWARD
 *   y_n = x_{0,n}                                      REVERSE
 *   y_n = x_{L_n−1,n} [first half], x_{0,n} [second]   BIDIRECTIONAL
 * </pre>
 * That is h after the last step that each direction reads. PyTorch calls it {@code h_n} of the last layer (both
 * directions concatenated), and Keras returns it without {@code return_sequences}. A row without a valid step gives
 * zeros, not the initial state, which this layer does not see.
 *
 * <p>Thread-safe to run forward, each thread with its own pass, as long as none changes the parameters; backward
 * is for one thread at a time.
 */
public final class FinalStates extends Reduction {
    private final Direction direction;
    /** The number of features of each direction. */
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

    /** Copies dy to the step of dx that y was read from; all other steps are zero. */
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

    /** Returns the index in x [T,N,I] of the features of row {@code n} and direction {@code d}. */
    private int place(Slot slot, int n, int d) {
        int t = direction.isReverse(d) ? 0 : slot.length(n) - 1;
        return (t * slot.batch + n) * size + d * units;
    }
}
