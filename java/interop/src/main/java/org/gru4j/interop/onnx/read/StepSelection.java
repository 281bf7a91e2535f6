package org.gru4j.interop.onnx.read;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A single step picked of what a recurrent layer gives, as {@code output[-1]} in PyTorch: the final states of the
 * directions that end there. A dense layer between them, which looks at one step at a time, may as well come after.
 */
final class StepSelection {
    private final ImportBudget reading;

    StepSelection(ImportBudget reading) {
        this.reading = reading;
    }

    /** Whether the axis is that of the steps of a value that a step can be picked of. */
    boolean isAlong(Value value, int axis) {
        return value instanceof Activation x && layer(x.signal()) != null && x.outer(axis) == reading.time();
    }

    /** Null if no recurrent layer is close enough. */
    private static LayerOutput.@Nullable Recurrent layer(LayerOutput signal) {
        LayerOutput below = signal instanceof LayerOutput.Dense dense ? dense.source : signal;
        return below instanceof LayerOutput.Recurrent recurrent ? recurrent : null;
    }

    /**
     * The step of an index, along an axis of size 1.
     *
     * @param index from the end if negative
     */
    Value at(OnnxNode node, Activation x, int axis, long index) {
        Dim steps = x.dims().get(axis);
        return step(node, x, axis, index == 0 || steps.is(-index), index == -1 || steps.is(index + 1));
    }

    /**
     * The steps {@code start … end−1}, of which there has to be one.
     *
     * @param end the size of the axis if it is all that follow
     */
    Value slice(OnnxNode node, Activation x, int axis, Dim start, Dim end) {
        Dim steps = x.dims().get(axis);
        boolean toEnd = end.equals(steps);
        boolean fromEnd = start.is(-1) || steps.isNumber() && start.is(steps.factor() - 1);
        return step(node, x, axis, start.is(0) && end.is(1), fromEnd && toEnd);
    }

    private static Value step(OnnxNode node, Activation x, int axis, boolean first, boolean last) {
        LayerOutput.Recurrent layer = layer(x.signal());
        if (layer == null || !first && !last) {
            throw node.fault(
                    "axis " + axis + ": expected the first or the last step of " + x.describe() + " but got others");
        }
        LayerOutput states = States.at(layer, first, last);
        LayerOutput step = x.signal() instanceof LayerOutput.Dense dense
                ? new LayerOutput.Dense(states, dense.node, dense.w, dense.b)
                : states;
        return x.with(step, axis, List.of());
    }
}
