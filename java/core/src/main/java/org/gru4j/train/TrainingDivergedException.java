package org.gru4j.train;

/** The loss or the gradient is no longer finite. The parameters are those from before the step that failed. */
public class TrainingDivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TrainingDivergedException(String message) {
        super(message);
    }
}
