package org.gru4j.optim;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.gru4j.argument.Arguments;

/**
 * The learning rate as a function of how much of the training is done, and of what validation has shown. A description
 * that can be written into a checkpoint; what changes while training goes on is a {@link State}, which the checkpoint
 * holds beside it:
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
     * What validation has shown.
     *
     * @param best the lowest loss that counted as an improvement; infinity before the first
     * @param waited validations since then, or since the last reduction
     * @param reductions how often the rate was reduced
     */
    record State(double best, int waited, int reductions) {
        /** Before any validation. */
        public static final State INITIAL = new State(Double.POSITIVE_INFINITY, 0, 0);

        public State {
            if (Double.isNaN(best) || waited < 0 || reductions < 0) {
                throw new IllegalArgumentException("schedule state: expected a number and counts from 0 on but got"
                        + " best " + best + ", waited " + waited + ", reductions " + reductions);
            }
        }
    }

    /** Always the same. */
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
     * rate · factorᵏ in the k-th, from 0, of so many equal parts of the training.
     *
     * @param factor in (0, 1)
     * @param levels how many rates there are, the first included
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
     * From nothing up to {@code peak} in a straight line over the first {@code warmUp} of the training, then down along
     * half a cosine to a hundredth of it (Loshchilov and Hutter, arXiv 1608.03983, without restarts). It is never below
     * that hundredth.
     *
     * @param warmUp a fraction in [0, 1)
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
     * max(floor, rate · factorᵏ) after k reductions. The rate is reduced when {@code patience} validations and one
     * more, one after the other, were no improvement: not below the best before by more than {@code minImprovement}. A
     * loss that is not a number is no improvement.
     *
     * @param factor in (0, 1)
     * @param patience how many validations without improvement are let pass, from 0 on
     * @param minImprovement of the loss, in its own unit, from 0 on
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
     * @param progress 0 at the start of training, 1 at its end, which more stands for too
     * @param state what the validations so far have led to
     */
    double rate(double progress, State state);

    /** The rate if nothing was validated yet. */
    default double rate(double progress) {
        return rate(progress, State.INITIAL);
    }

    /** What follows {@code state} after a validation; the same for a schedule that does not look at them. */
    default State validated(State state, double loss) {
        return state;
    }

    /** {@link Constant}. */
    static Schedule constant(double rate) {
        return new Constant(rate);
    }

    /** {@link Cosine}. */
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
