package org.gru4j.tasks.run;

/** Asked after each step of a training whether to stop there. A program that stops trainings passes a flag's getter. */
@FunctionalInterface
public interface StopRequest {
    /** Trains to the end. */
    StopRequest NEVER = () -> false;

    /** Whether training shall stop after the step that it is at. */
    boolean isRequested();

    /** Training begins: from now on {@link #isRequested} is asked. */
    default void trainingBegins() {}

    /**
     * Training is over; what it reached is saved and said. A run that fails does not call this: who catches its exception
     * does, having said why.
     */
    default void trainingEnded() {}
}
