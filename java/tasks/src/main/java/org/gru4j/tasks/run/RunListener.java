package org.gru4j.tasks.run;

import java.util.Map;
import java.util.function.Consumer;
import org.gru4j.train.Budget;

/**
 * Receives the reports of a training run or of the use of a saved model: lines for people, and objects with the same
 * contents for programs. All calls come from the thread that executes the run. An exception thrown by a listener ends
 * the run.
 */
public interface RunListener {
    /** Ignores everything. */
    RunListener SILENT = new RunListener() {};

    /**
     * Returns a listener that passes every line for people, including progress, to a consumer. Lines come without a
     * line end.
     */
    static RunListener lines(Consumer<String> lines) {
        return new LineListener(lines);
    }

    /** Receives a line of the result: scores, predictions, names of written files. */
    default void say(String line) {}

    /** Receives a part of a result line as soon as it exists, for example one character of generated text. */
    default void sayPart(String text) {}

    /** Receives a line about the current activity. */
    default void note(String line) {}

    /** Receives a warning. The run continues. */
    default void warn(String line) {}

    /**
     * Receives an object for programs. The last event of a run or a use is {@code result}, with the fields that the
     * call returns.
     *
     * @param fields ordered; the values are numbers, strings, lists and maps
     */
    default void event(String name, Map<String, ?> fields) {}

    /**
     * Called when training begins. The returned object receives each measurement and is closed when training ends.
     *
     * @param units of the measurements
     */
    default Progress training(Budget budget, Units units) {
        return (done, measurement) -> {};
    }

    /** Receives the progress of a training. */
    @FunctionalInterface
    interface Progress extends AutoCloseable {
        /** @param done 0 at the start of training, 1 at its end */
        void show(double done, Measurement measurement);

        @Override
        default void close() {}
    }
}
