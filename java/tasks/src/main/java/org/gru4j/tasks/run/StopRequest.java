package org.gru4j.tasks.run;

/** Queried after each training step: should training stop here? To stop a training, pass the getter of a flag. */
@FunctionalInterface
public interface StopRequest {
    /** Never requests a stop. */
    StopRequest NEVER = () -> false;

    /** Returns whether training should stop after the current step. */
    boolean isRequested();

    /** Called when training begins. From now on {@link #isRequested} is queried. */
    default void trainingBegins() {}

    /**
     * Called when training has ended and its result is saved and reported. A failed run does not call this: the code
     * that catches the exception calls it after reporting the error.
     */
    default void trainingEnded() {}
}
