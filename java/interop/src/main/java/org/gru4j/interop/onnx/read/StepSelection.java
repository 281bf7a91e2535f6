package org.gru4j.interop.onnx.read;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the selection of a single step from the output of a recurrent layer, such as {@code output[-1]} in PyTorch. The
 * result is the final states of the directions that end at this step. A dense layer between the recurrent layer and the
 * selection is moved after the selection, because it computes each step by itself.
 */
final class StepSelection {
    private final ImportBudget reading;

    StepSelection(ImportBudget reading) {
        this.reading = reading;
    }

    /** Returns whether a step can be selected from a value along this axis. */
    boolean isAlong(Value value, int axis) {
        return value instanceof Activation x && layer(x.signal()) != null && x.outer(axis) == reading.time();
    }

    /** Returns the recurrent layer of a signal, below at most one dense layer; null if there is none. */
    private static LayerOutput.@Nullable Recurrent layer(LayerOutput signal) {
        LayerOutput below = signal instanceof LayerOutput.Dense dense ? dense.source : signal;
        return below instanceof LayerOutput.Recurrent recurrent ? recurrent : null;
    }

    /**
     * Selects one step by its index. The axis of steps then has the size 1.
     *
     * @param index the index of the step; a negative one counts from the end
     * @throws org.gru4j.interop.onnx.format.OnnxFault if it is neither the first nor the last step
     */
    Value at(OnnxNode node, Activation x, int axis, long index) {
        Dim steps = x.dims().get(axis);
        return step(node, x, axis, index == 0 || steps.is(-index), index == -1 || steps.is(index + 1));
    }

    /**
     * Selects the steps {@code start … end−1}, which must be one step.
     *
     * @param end the end, or the size of the axis for all steps from {@code start} on
     * @throws org.gru4j.interop.onnx.format.OnnxFault if it is not exactly the first or the last step
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
            throw node.fault("axis " + axis + ": expected the first or the last step of " + x.describe()
                    + " but got other steps");
        }
        LayerOutput states = States.at(layer, first, last);
        LayerOutput step = x.signal() instanceof LayerOutput.Dense dense
                ? new LayerOutput.Dense(states, dense.node, dense.w, dense.b)
                : states;
        return x.with(step, axis, List.of());
    }
}
