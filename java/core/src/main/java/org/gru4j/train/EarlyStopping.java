package org.gru4j.train;

import java.util.Objects;
import org.gru4j.argument.Arguments;
import org.jspecify.annotations.Nullable;

/**
 * Ends a training when {@code patience} validations and one more, one after the other, were no better than the best
 * before, and gives the model the parameters of the best.
 *
 * <p>Immutable.
 *
 * @param monitor {@value #LOSS}, or the name of one of the validation's metrics
 * @param patience how many validations without improvement are let pass, from 0 on
 */
public record EarlyStopping(String monitor, int patience) {
    /** The validation's loss. */
    public static final String LOSS = "loss";

    /**
     * How the validations went.
     *
     * @param best what was monitored, at its best; NaN before the first validation
     * @param bestStep after how many steps that was
     * @param waited validations since then
     */
    public record State(double best, long bestStep, int waited) {
        /** Before any validation. */
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

    /** By the validation's loss. */
    public static EarlyStopping onLoss(int patience) {
        return new EarlyStopping(LOSS, patience);
    }

    /**
     * What of an evaluation is monitored.
     *
     * @throws IllegalStateException if it is not there: the metric has another name than before
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
     * The validation, which there is.
     *
     * @throws IllegalArgumentException if there is nothing to monitor
     */
    Validation requireMonitored(@Nullable Validation validation) {
        if (validation == null) {
            throw new IllegalArgumentException("early stopping needs a validation");
        }
        if (!monitor.equals(LOSS) && validation.metric(monitor) == null) {
            throw new IllegalArgumentException("early stopping: expected '" + LOSS + "' or one of the metrics "
                    + validation.metrics().stream().map(Metric::name).toList() + " but got '" + monitor + "'");
        }
        return validation;
    }
}
