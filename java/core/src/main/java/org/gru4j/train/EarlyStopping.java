package org.gru4j.train;

import java.util.Objects;
import org.gru4j.argument.Arguments;
import org.jspecify.annotations.Nullable;

/**
 * Ends training after {@code patience} + 1 consecutive validations without improvement, and then restores the
 * parameters of the best validation.
 *
 * <p>Immutable.
 *
 * @param monitor {@value #LOSS}, or the name of one of the validation's metrics
 * @param patience the number of consecutive validations without improvement that are allowed, at least 0
 */
public record EarlyStopping(String monitor, int patience) {
    /** Monitors the validation's loss. */
    public static final String LOSS = "loss";

    /**
     * The progress of early stopping, as stored in checkpoints.
     *
     * @param best the best monitored value so far; NaN before the first validation
     * @param bestStep the number of training steps at which it was reached
     * @param waited the number of validations since then
     */
    public record State(double best, long bestStep, int waited) {
        /** The state before any validation. */
        public static final State INITIAL = new State(Double.NaN, 0, 0);

        public State {
            if (bestStep < 0 || waited < 0) {
                throw new IllegalArgumentException("early stopping: expected numbers from 0 on but got best step "
                        + bestStep + ", waited " + waited);
            }
        }
    }

    public EarlyStopping {
        Objects.requireNonNull(monitor, "monitor");
        Arguments.requireNotNegative("patience", patience);
    }

    /** Monitors the validation's loss. */
    public static EarlyStopping onLoss(int patience) {
        return new EarlyStopping(LOSS, patience);
    }

    /**
     * Returns the monitored value of an evaluation.
     *
     * @throws IllegalStateException if the evaluation has no such metric: its name has changed since training began
     */
    double value(Evaluation evaluation) {
        if (monitor.equals(LOSS)) {
            return evaluation.loss();
        }
        Double value = evaluation.metrics().get(monitor);
        if (value == null) {
            throw new IllegalStateException("early stopping: expected the metric '" + monitor + "' but got "
                    + evaluation.metrics().keySet());
        }
        return value;
    }

    boolean isSpent(State state) {
        return state.waited() > patience;
    }

    /**
     * Returns the validation after checking that it exists and has the monitored value.
     *
     * @throws IllegalArgumentException if there is no validation, or it has no such metric
     */
    Validation requireMonitored(@Nullable Validation validation) {
        if (validation == null) {
            throw new IllegalArgumentException("early stopping needs a validation: call TrainerBuilder.validation");
        }
        if (!monitor.equals(LOSS) && validation.metric(monitor) == null) {
            throw new IllegalArgumentException("early stopping: expected '" + LOSS + "' or one of the metrics "
                    + validation.metrics().stream().map(Metric::name).toList() + " but got '" + monitor + "'");
        }
        return validation;
    }
}
