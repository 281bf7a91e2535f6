package org.gru4j.optim;

/**
 * The loss or the gradient is no longer finite. The parameters are those from before the step that failed. Immutable
 * but for what every exception has.
 */
public class TrainingDivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TrainingDivergedException(String message) {
        super(message);
    }

    /** @param step the one that diverged */
    public static void requireFinite(String what, double value, long step) {
        if (!Double.isFinite(value)) {
            throw new TrainingDivergedException("training diverged at step " + step + ": the " + what + " is " + value
                    + "; a lower learning rate may help");
        }
    }
}
