package org.gru4j.layer;

import java.util.Objects;
import org.gru4j.argument.Arguments;
import org.gru4j.tensor.Tensor;

/**
 * The spec of a layer that makes a single step from the valid steps of each sequence: [T,N,I] → [1,N,I]. Rows without
 * valid steps give zeros. Immutable.
 */
public record StepLayer(int size, Choice choice) implements SameSizeLayer {
    /** Which step is emitted. */
    public enum Choice {
        /** The first valid step. */
        FIRST,
        /** The last valid step. */
        LAST,
        /** The maximum of each feature over the steps; its gradient goes to the first step that has the maximum. */
        MAX
    }

    public StepLayer {
        Arguments.requirePositive("step size", size);
        Objects.requireNonNull(choice, "choice");
    }

    @Override
    public String kind() {
        return "step";
    }

    @Override
    public boolean emitsOneStep() {
        return true;
    }

    @Override
    public Layer create(String name, Parameters parameters) {
        return choice == Choice.MAX ? new Largest(name, size) : new Chosen(name, size, choice == Choice.FIRST);
    }

    private static final class Chosen extends Reduction {
        private final boolean first;

        Chosen(String name, int size, boolean first) {
            super(name, size);
            this.first = first;
        }

        private int place(Slot slot, int n) {
            int t = first ? 0 : slot.length(n) - 1;
            return (t * slot.batch + n) * size;
        }

        @Override
        void reduce(Slot slot, int n, Tensor x, Tensor y) {
            if (slot.length(n) == 0) {
                y.zero(n * size, size);
            } else {
                y.write(n * size, x, place(slot, n), size);
            }
        }

        @Override
        void spread(Slot slot, int n, Tensor dy, Tensor dx) {
            for (int t = 0; t < slot.steps; t++) {
                dx.zero((t * slot.batch + n) * size, size);
            }
            if (slot.length(n) > 0) {
                dx.write(place(slot, n), dy, n * size, size);
            }
        }
    }

    private static final class Largest extends Reduction {
        Largest(String name, int size) {
            super(name, size);
        }

        /** Stores the step of each feature's maximum in the slot's places. */
        @Override
        void reduce(Slot slot, int n, Tensor x, Tensor y) {
            int length = slot.length(n);
            if (length == 0) {
                y.zero(n * size, size);
                return;
            }
            int[] places = slot.places(size);
            for (int t = 0; t < length; t++) {
                x.read((t * slot.batch + n) * size, slot.row, 0, size);
                for (int i = 0; i < size; i++) {
                    if (t == 0 || slot.row[i] > slot.sum[i] || Double.isNaN(slot.row[i])) {
                        slot.sum[i] = slot.row[i];
                        places[n * size + i] = t;
                    }
                }
            }
            y.write(n * size, slot.sum, 0, size);
        }

        @Override
        void spread(Slot slot, int n, Tensor dy, Tensor dx) {
            int[] places = slot.places(size);
            dy.read(n * size, slot.sum, 0, size);
            for (int t = 0; t < slot.steps; t++) {
                for (int i = 0; i < size; i++) {
                    slot.row[i] = slot.length(n) > 0 && places[n * size + i] == t ? slot.sum[i] : 0;
                }
                dx.write((t * slot.batch + n) * size, slot.row, 0, size);
            }
        }
    }
}
