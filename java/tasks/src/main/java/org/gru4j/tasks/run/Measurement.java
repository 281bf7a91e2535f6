package org.gru4j.tasks.run;

import org.jspecify.annotations.Nullable;

/**
 * How training stood at one moment; losses and speeds in the task's {@link Units}.
 *
 * @param step steps taken
 * @param seconds of training so far
 * @param loss training loss over the steps since the measurement before
 * @param perSecond steps of sequences since the measurement before
 * @param learningRate at this step
 * @param validation loss on what is held out; null if it was not scored
 */
public record Measurement(
        long step,
        double seconds,
        double loss,
        double perSecond,
        double learningRate,
        @Nullable Double validation) {}
