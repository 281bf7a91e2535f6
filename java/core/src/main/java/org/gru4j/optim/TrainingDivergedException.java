package org.gru4j.optim;

/**
 * The loss or the gradient is no longer finite. The parameters are those before the step that failed. Immutable except
 * for what every exception allows to be added.
 */
public class TrainingDivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TrainingDivergedException(String message) {
        super(message);
    }

    /**
     * Throws this exception if a value is not finite.
     *
     * @param what name of the value
     * @param step the step that computed it
     */
    public static void requireFinite(String what, double value, long step) {
        if (!Double.isFinite(value)) {
            throw new TrainingDivergedException("training diverged at step " + step + ": the " + what + " is " + value
                    + "; a lower learning rate may help");
        }
    }
}
