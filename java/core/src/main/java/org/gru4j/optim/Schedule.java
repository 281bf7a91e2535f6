package org.gru4j.optim;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.gru4j.argument.Arguments;

/**
 * The learning rate as a function of the training's progress and of the validation losses so far. A schedule is a
 * description that can be stored in a checkpoint. Whatever changes during training is in a {@link State}, which the
 * checkpoint stores separately:
 * <pre>
 *   Schedule.State state = Schedule.State.INITIAL;
 *   double rate = schedule.rate(progress, state);            // before each step
 *   state = schedule.validated(state, validationLoss);       // after each validation
 * </pre>
 *
 * <p>Immutable.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "schedule")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Schedule.Constant.class, name = "constant"),
    @JsonSubTypes.Type(value = Schedule.StepDecay.class, name = "step"),
    @JsonSubTypes.Type(value = Schedule.Cosine.class, name = "cosine"),
    @JsonSubTypes.Type(value = Schedule.Plateau.class, name = "plateau")
})
public sealed interface Schedule {
    /**
     * Summary of the validations so far.
     *
     * @param best the lowest loss that counted as an improvement; infinity before the first
     * @param waited number of validations since then, or since the last reduction
     * @param reductions how often the rate was reduced
     */
    record State(double best, int waited, int reductions) {
        /** The state before any validation. */
        public static final State INITIAL = new State(Double.POSITIVE_INFINITY, 0, 0);

        public State {
            if (Double.isNaN(best) || waited < 0 || reductions < 0) {
                throw new IllegalArgumentException("schedule state: expected a number and counts of 0 or more but got"
                        + " best " + best + ", waited " + waited + ", reductions " + reductions);
            }
        }
    }

    /** A constant rate. */
    record Constant(double rate) implements Schedule {
        public Constant {
            Arguments.requireFiniteNotNegative("rate", rate);
        }

        @Override
        public double rate(double progress, State state) {
            requireProgress(progress);
            return rate;
        }
    }

    /**
     * Divides the training into {@code levels} equal parts. In part k, counted from 0, the rate is rate · factorᵏ.
     *
     * @param rate the first rate
     * @param factor in (0, 1)
     * @param levels number of different rates, including the first
     */
    record StepDecay(double rate, double factor, int levels) implements Schedule {
        public StepDecay {
            Arguments.requireFiniteNotNegative("rate", rate);
            requireFactor(factor);
            Arguments.requirePositive("levels", levels);
        }

        @Override
        public double rate(double progress, State state) {
            requireProgress(progress);
            return rate * Math.pow(factor, Math.min(levels - 1, Math.floor(progress * levels)));
        }
    }

    /**
     * Rises linearly from 0 to {@code peak} during the first part of the training, then falls along half a cosine to
     * one hundredth of the peak (Loshchilov and Hutter, arXiv 1608.03983, without restarts). The rate is never below
     * this hundredth.
     *
     * @param peak the highest rate
     * @param warmUp the fraction of the training in which the rate rises, in [0, 1)
     */
    record Cosine(double peak, double warmUp) implements Schedule {
        public Cosine {
            Arguments.requireFiniteNotNegative("peak", peak);
            Arguments.requireFraction("warmUp", warmUp);
        }

        @Override
        public double rate(double progress, State state) {
            requireProgress(progress);
            double floor = peak / 100;
            if (progress < warmUp) {
                return Math.max(floor, peak * progress / warmUp);
            }
            double done = Math.min(1, (progress - warmUp) / (1 - warmUp));
            return floor + (peak - floor) * (1 + Math.cos(Math.PI * done)) / 2;
        }
    }

    /**
     * The rate is max(floor, rate · factorᵏ) after k reductions. It is reduced after {@code patience} + 1 consecutive
     * validations without improvement. A loss is an improvement if it is below the best loss so far by more than
     * {@code minImprovement}; a loss of NaN is not.
     *
     * @param rate the first rate
     * @param factor in (0, 1)
     * @param patience number of validations without improvement that are allowed; not negative
     * @param minImprovement in the unit of the loss; not negative
     * @param floor the lowest rate, from 0 to {@code rate}
     */
    record Plateau(double rate, double factor, int patience, double minImprovement, double floor) implements Schedule {
        public Plateau {
            Arguments.requireFiniteNotNegative("rate", rate);
            requireFactor(factor);
            Arguments.requireNotNegative("patience", patience);
            Arguments.requireFiniteNotNegative("minImprovement", minImprovement);
            Arguments.requireRange("floor, at most the rate", floor, 0, rate);
        }

        @Override
        public double rate(double progress, State state) {
            requireProgress(progress);
            return Math.max(floor, rate * Math.pow(factor, state.reductions));
        }

        @Override
        public State validated(State state, double loss) {
            if (loss < state.best - minImprovement) {
                return new State(loss, 0, state.reductions);
            }
            return state.waited < patience
                    ? new State(state.best, state.waited + 1, state.reductions)
                    : new State(state.best, 0, state.reductions + 1);
        }
    }

    /**
     * Returns the learning rate.
     *
     * @param progress 0 at the start of the training, 1 at its end; larger values count as 1
     * @param state summary of the validations so far
     */
    double rate(double progress, State state);

    /** Returns the learning rate before any validation. */
    default double rate(double progress) {
        return rate(progress, State.INITIAL);
    }

    /** Returns the state after a validation. Schedules that ignore validations return {@code state}. */
    default State validated(State state, double loss) {
        return state;
    }

    /** Returns {@link Constant}. */
    static Schedule constant(double rate) {
        return new Constant(rate);
    }

    /** Returns {@link Cosine}. */
    static Schedule cosine(double peak, double warmUp) {
        return new Cosine(peak, warmUp);
    }

    private static void requireProgress(double value) {
        Arguments.requireFiniteNotNegative("progress of the training", value);
    }

    private static void requireFactor(double value) {
        if (!(value > 0 && value < 1)) {
            throw new IllegalArgumentException("factor: expected a number between 0 and 1 but got " + value);
        }
    }
}
