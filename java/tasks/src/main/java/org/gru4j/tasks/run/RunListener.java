package org.gru4j.tasks.run;

import java.util.Map;
import java.util.function.Consumer;
import org.gru4j.train.Budget;

/**
 * Receives what a training run, or the use of a saved model, reports: lines for people, and objects with the same
 * contents for programs. All calls come from the thread that runs; an exception that a listener throws ends the run.
 */
public interface RunListener {
    /** Ignores everything. */
    RunListener SILENT = new RunListener() {};

    /** Lines for people, all that there are, each without its end; progress too. */
    static RunListener lines(Consumer<String> lines) {
        return new LineListener(lines);
    }

    /** A line of the result: scores, predictions, files that were written. */
    default void say(String line) {}

    /** A part of a line of the result, as soon as there is one: generated text, a character at a time. */
    default void sayPart(String text) {}

    /** A line about what is being done. */
    default void note(String line) {}

    /** Something that calls for attention but stops nothing. */
    default void warn(String line) {}

    /**
     * An object for programs. The last of a run or a use is {@code result}, with the fields that the call returns.
     *
     * @param fields in an order; their values are numbers, texts, lists and maps
     */
    default void event(String name, Map<String, ?> fields) {}

    /**
     * Training begins. What is returned hears each measurement, and is closed when training is over.
     *
     * @param units those of the measurements
     */
    default Progress training(Budget budget, Units units) {
        return (done, measurement) -> {};
    }

    /** Hears how training goes. */
    @FunctionalInterface
    interface Progress extends AutoCloseable {
        /** @param done 0 at the start of training, 1 at its end */
        void show(double done, Measurement measurement);

        @Override
        default void close() {}
    }
}
