package org.gru4j.tasks.run;

import java.util.function.Consumer;
import org.gru4j.train.Budget;

/** Forwards the human-readable output, one line at a time. */
final class LineListener implements RunListener {
    private final Consumer<String> lines;
    private final StringBuilder part = new StringBuilder();

    LineListener(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public void say(String line) {
        lines.accept(part + line);
        part.setLength(0);
    }

    @Override
    public void sayPart(String text) {
        part.append(text);
    }

    @Override
    public void note(String line) {
        lines.accept(line);
    }

    @Override
    public void warn(String line) {
        lines.accept("warning: " + line);
    }

    @Override
    public Progress training(Budget budget, Units units) {
        return (done, measurement) -> lines.accept(units.text(measurement, measurement.validation()));
    }
}
