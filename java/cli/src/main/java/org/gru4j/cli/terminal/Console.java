package org.gru4j.cli.terminal;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gru4j.tasks.output.Json;
import org.gru4j.tasks.run.RunListener;
import org.gru4j.tasks.run.Units;
import org.gru4j.train.Budget;

/**
 * The output of a command: lines for people or, with {@code --json}, one JSON object per line and nothing else on
 * standard output.
 */
public final class Console implements RunListener {
    /** The system property with the terminal's width; the launcher sets it if standard error is a terminal. */
    private static final String COLUMNS = "gru4j.columns";

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean json;

    public Console(PrintWriter out, PrintWriter err, boolean json) {
        this.out = out;
        this.err = err;
        this.json = json;
    }

    /** Returns whether the output is JSON, for programs. */
    public boolean isJson() {
        return json;
    }

    /** Prints a line of the result to standard output; prints nothing with {@code --json}. */
    @Override
    public void say(String line) {
        if (!json) {
            out.println(line);
        }
    }

    /** Prints a part of a result line immediately; prints nothing with {@code --json}. */
    @Override
    public void sayPart(String text) {
        if (!json) {
            out.print(text);
            out.flush();
        }
    }

    /** Prints additional information to standard error. */
    @Override
    public void note(String line) {
        err.println(line);
    }

    /** Prints a warning to standard error. */
    @Override
    public void warn(String line) {
        note("warning: " + line);
        event("warning", Map.of("message", line));
    }

    /** Prints an object for programs; prints nothing without {@code --json}. */
    @Override
    public void event(String name, Map<String, ?> fields) {
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("event", name);
            object.putAll(fields);
            out.println(Json.line(object));
            out.flush();
        }
    }

    @Override
    public Progress training(Budget budget, Units units) {
        return ProgressDisplay.of(this, budget, units);
    }

    /** Returns the width of the terminal on standard error; 0 if there is none. */
    public int terminalColumns() {
        return json ? 0 : Math.max(0, Integer.getInteger(COLUMNS, 0));
    }
}
