package org.gru4j.layer;

import java.util.Objects;
import org.gru4j.argument.Arguments;

/**
 * The spec of a layer that merges the two directions of a bidirectional layer: [T,N,2·H] → [T,N,H]. Immutable.
 *
 * @param size H
 * @param merge the function that merges them
 */
public record DirectionMergeLayer(int size, Merge merge) implements LayerSpec {
    /** How a forward feature f and the reverse feature r of the same unit are merged. */
    public enum Merge {
        /** f + r. */
        SUM,
        /** (f + r) ÷ 2. */
        MEAN,
        /** f·r. */
        PRODUCT
    }

    public DirectionMergeLayer {
        Arguments.requirePositive("merge size", size);
        Math.multiplyExact(2, size);
        Objects.requireNonNull(merge, "merge");
    }

    @Override
    public String kind() {
        return "merge";
    }

    @Override
    public int inputFeatures() {
        return 2 * size;
    }

    @Override
    public int outputFeatures() {
        return size;
    }

    @Override
    public boolean hasParameters() {
        return false;
    }

    @Override
    public Layer create(String name, Parameters parameters) {
        return new RowLayer(name, 2 * size, size, parameters) {
            @Override
            void forward(Slot slot) {
                for (int i = 0; i < size; i++) {
                    double f = slot.x[i];
                    double r = slot.x[size + i];
                    slot.y[i] = switch (merge) {
                        case SUM -> f + r;
                        case MEAN -> (f + r) / 2;
                        case PRODUCT -> f * r;
                    };
                }
            }

            @Override
            void backward(Slot slot) {
                for (int i = size - 1; i >= 0; i--) {
                    double d = slot.y[i];
                    slot.y[size + i] = merge == Merge.PRODUCT ? d * slot.x[i] : merge == Merge.MEAN ? d / 2 : d;
                    slot.y[i] = merge == Merge.PRODUCT ? d * slot.x[size + i] : merge == Merge.MEAN ? d / 2 : d;
                }
            }
        };
    }
}
