package org.gru4j.tasks.run;

import org.jspecify.annotations.Nullable;

/**
 * The progress of a training at one moment. Losses and speeds are in the task's {@link Units}.
 *
 * @param step training steps so far
 * @param seconds of training so far
 * @param loss training loss over the steps since the previous measurement
 * @param perSecond speed since the previous measurement, by default in time steps per second
 * @param learningRate at this step
 * @param validation loss on the held-out data; null if it was not scored
 */
public record Measurement(
        long step,
        double seconds,
        double loss,
        double perSecond,
        double learningRate,
        @Nullable Double validation) {}
