package org.gru4j.cli.terminal;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gru4j.tasks.output.Json;
import org.gru4j.tasks.run.RunListener;
import org.gru4j.tasks.run.Units;
import org.gru4j.train.Budget;

/**
 * Where a command says things: lines for people, or, with {@code --json}, one JSON object a line on standard output and
 * nothing else there.
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

    /** Whether programs read this. */
    public boolean isJson() {
        return json;
    }

    /** What was asked for, on standard output; left out with {@code --json}. */
    @Override
    public void say(String line) {
        if (!json) {
            out.println(line);
        }
    }

    /** A part of a line of what was asked for, at once. */
    @Override
    public void sayPart(String text) {
        if (!json) {
            out.print(text);
            out.flush();
        }
    }

    /** What people may want to know besides, on standard error. */
    @Override
    public void note(String line) {
        err.println(line);
    }

    /** Something that calls for attention but stops nothing. */
    @Override
    public void warn(String line) {
        note("warning: " + line);
        event("warning", Map.of("message", line));
    }

    /** An object for programs; left out without {@code --json}. */
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

    /** The width of the terminal that standard error is; 0 if it is none. */
    public int terminalColumns() {
        return json ? 0 : Math.max(0, Integer.getInteger(COLUMNS, 0));
    }
}
