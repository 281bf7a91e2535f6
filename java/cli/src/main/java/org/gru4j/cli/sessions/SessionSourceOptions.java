package org.gru4j.cli.sessions;

import static org.gru4j.cli.option.Given.or;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gru4j.tasks.sessions.SessionDefaults;
import org.gru4j.tasks.sessions.SessionSettings;
import picocli.CommandLine.Option;

/** The options that say what a click log's columns are, or how clicks are generated. */
final class SessionSourceOptions {
    @Option(
            names = "--session-column",
            paramLabel = "NAME",
            description = "The column with the session (default: session, or a name like it).")
    private String sessionColumn;

    @Option(
            names = "--item-column",
            paramLabel = "NAME",
            description = "The column with the item (default: item, or a name like it).")
    private String itemColumn;

    @Option(
            names = "--time-column",
            paramLabel = "NAME",
            description = "The column with the time, a number or ISO 8601 (default: time, or a name like it).")
    private String timeColumn;

    @Option(
            names = "--items",
            paramLabel = "V",
            description = "Items of generated clicks, a multiple of 25 (default: " + SessionDefaults.ITEMS + ").")
    private Integer items;

    @Option(
            names = "--sessions",
            paramLabel = "S",
            description = "Generated sessions (default: " + SessionDefaults.SESSIONS + ").")
    private Integer sessions;

    @Option(
            names = "--successors",
            paramLabel = "C",
            description = "Categories of 25 items that may follow two generated clicks (default: "
                    + SessionDefaults.SUCCESSORS + ").")
    private Integer successors;

    @Option(
            names = "--skew",
            paramLabel = "X",
            description = "How much likelier the likelier of generated clicks are; 0 for all alike (default: "
                    + SessionDefaults.SKEW + ").")
    private Double skew;

    /**
     * A log has columns, generated clicks have sizes.
     *
     * @param resume whether the run's own settings say which it is
     */
    void requireFor(Path data, boolean resume) {
        Map<String, Object> others = new LinkedHashMap<>();
        if (data != null) {
            others.put("--items", items);
            others.put("--sessions", sessions);
            others.put("--successors", successors);
            others.put("--skew", skew);
        } else if (!resume) {
            others.put("--session-column", sessionColumn);
            others.put("--item-column", itemColumn);
            others.put("--time-column", timeColumn);
        }
        others.forEach((option, value) -> {
            if (value != null) {
                throw new IllegalArgumentException(option
                        + (data == null
                                ? ": is of a log, but there is no --data"
                                : ": is of generated clicks and can't be given with --data"));
            }
        });
    }

    /** These options, and {@code base} for what was not given. */
    SessionSettings over(SessionSettings base) {
        return new SessionSettings(
                base.loss(),
                base.samples(),
                base.hidden(),
                base.embedding(),
                base.batch(),
                base.sequenceLength(),
                base.dropout(),
                base.learningRate(),
                base.seed(),
                or(sessionColumn, base.sessionColumn()),
                or(itemColumn, base.itemColumn()),
                or(timeColumn, base.timeColumn()),
                or(items, base.items()),
                or(sessions, base.sessions()),
                or(successors, base.successors()),
                or(skew, base.skew()));
    }
}
