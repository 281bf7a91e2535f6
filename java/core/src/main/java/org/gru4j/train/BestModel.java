package org.gru4j.train;

import org.gru4j.layer.Parameters;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A copy of the parameters of the best validation so far, and the number of validations without improvement since then.
 * Owns the copy.
 */
final class BestModel implements AutoCloseable {
    private final EarlyStopping rule;
    private final boolean higherIsBetter;
    private final Parameters parameters;
    private final Scope scope;
    /** Null until the first validation that counts as best. */
    private @Nullable Tensor values;

    private EarlyStopping.State state = EarlyStopping.State.INITIAL;

    BestModel(EarlyStopping rule, @Nullable Validation validation, Parameters parameters) {
        Validation monitored = rule.requireMonitored(validation);
        this.rule = rule;
        this.parameters = parameters;
        Metric metric = monitored.metric(rule.monitor());
        higherIsBetter = metric != null && metric.higherIsBetter();
        scope = new Scope(parameters.backend());
    }

    /** Records a validation. A value of NaN never counts as an improvement. */
    void validated(Evaluation evaluation, long step) {
        double value = rule.value(evaluation);
        boolean better = higherIsBetter ? value > state.best() : value < state.best();
        if (better || (isNone() && !Double.isNaN(value))) {
            copy().copyFrom(parameters.values());
            state = new EarlyStopping.State(value, step, 0);
        } else {
            state = new EarlyStopping.State(state.best(), state.bestStep(), state.waited() + 1);
        }
    }

    private Tensor copy() {
        if (values == null) {
            values = scope.allocate("best parameters", Shape.of(parameters.size()));
        }
        return values;
    }

    /** Copies the best parameters into the model. Does nothing if there are none. */
    void restore() {
        Tensor best = values();
        if (best != null) {
            parameters.update((target, gradients) -> target.copyFrom(best));
        }
    }

    boolean isSpent() {
        return rule.isSpent(state);
    }

    EarlyStopping.State state() {
        return state;
    }

    /** Returns the parameter slab of the best validation; null before the first validation. */
    @Nullable
    Tensor values() {
        return isNone() ? null : values;
    }

    private boolean isNone() {
        return Double.isNaN(state.best());
    }

    /**
     * Restores the state of early stopping from a checkpoint.
     *
     * @return the tensor into which the caller copies the best parameters; null if there are none
     */
    @Nullable
    Tensor resumeAt(EarlyStopping.State from) {
        state = from;
        return isNone() ? null : copy();
    }

    @Override
    public void close() {
        scope.close();
    }
}
