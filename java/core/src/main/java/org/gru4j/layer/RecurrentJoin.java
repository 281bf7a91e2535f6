package org.gru4j.layer;

import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link StackedCells} that start from another node's values; see {@link RecurrentJoinSpec}. Thread-safe like them. */
public final class RecurrentJoin implements Join {
    private final String statesName;
    private final StackedCells cells;

    RecurrentJoin(String name, StackedCells cells) {
        this.statesName = "states into " + name;
        this.cells = cells;
    }

    /** Returns the cells that compute it. */
    public StackedCells cells() {
        return cells;
    }

    @Override
    public Tensor forward(Pass pass, Inputs inputs) {
        Tensor given = inputs.value(1);
        if (given.dim(0) != 1) {
            throw new IllegalArgumentException(cells.name() + ": expected states of a single step but got "
                    + given.dim(0) + " steps: use a node's finalStates() or states(), which emit a single step");
        }
        Tensor states = StateColumns.fromStep(
                pass, statesName, given, cells.recurrence().states());
        return cells.forward(pass, inputs.value(0), states);
    }

    @Override
    public void backward(Pass pass, Tensor dy, Inputs inputs) {
        backward(pass, dy, null, inputs);
    }

    /**
     * Runs backward with gradients of the final states.
     *
     * @param dy [T,N,D·H] null for zeros
     * @param dsT [K,N,H] null for zeros
     */
    public void backward(Pass pass, @Nullable Tensor dy, @Nullable Tensor dsT, Inputs inputs) {
        inputs.addGradient(0, cells.backward(pass, dy, dsT));
        inputs.addGradient(1, StateColumns.toStep(pass, statesName, cells.initialStateGradient(pass)));
    }
}
