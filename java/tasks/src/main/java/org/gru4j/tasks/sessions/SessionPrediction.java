package org.gru4j.tasks.sessions;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.gru4j.file.AtomicFile;
import org.gru4j.model.Sequential;
import org.gru4j.tasks.run.ModelUse;

/**
 * Predicts the next items of each session in a log. Writes {@code predictions.csv} with session, rank, item and score,
 * and with {@code --json} prints an object for each session. Clicks on unknown items are ignored and counted, and so
 * are sessions without known items.
 */
final class SessionPrediction {
    private static final String FILE = "predictions.csv";
    /** The number of sessions shown to people. */
    private static final int SHOWN = 5;
    /** The number of items shown for each session. */
    private static final int SHOWN_ITEMS = 5;

    private final ModelUse use;
    private final ItemVocabulary items;
    private int predicted;
    private int droppedClicks;
    private int droppedSessions;

    private SessionPrediction(ModelUse use) {
        this.use = use;
        items = SessionTask.vocabulary(use.saved());
    }

    static Map<String, Object> run(ModelUse use) {
        if (use.data() == null) {
            throw new IllegalArgumentException("--data: expected a log whose sessions to continue");
        }
        ClickLog log = ClickLogReader.readUnfinished(
                use.data(), use.saved().settings(SessionSettings.class).columns());
        return new SessionPrediction(use).predict(log);
    }

    private Map<String, Object> predict(ClickLog log) {
        Path file = use.out().resolve(FILE);
        try (Sequential model = use.saved().checkpoint().createModel(use.backend());
                NextItems next = new NextItems(model, Ranking.K)) {
            AtomicFile.writeStream(file, out -> writeTable(log, next, out));
        }
        use.listener()
                .say(String.format(
                        Locale.ROOT,
                        "%n%,d sessions predicted, written to %s; ignored: %,d clicks on items"
                                + " unseen in training, and %,d sessions without other clicks",
                        predicted,
                        file,
                        droppedClicks,
                        droppedSessions));
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("sessions", predicted);
        result.put("dropped_clicks", droppedClicks);
        result.put("dropped_sessions", droppedSessions);
        result.put("predictions", file.toString());
        return result;
    }

    private void writeTable(ClickLog log, NextItems next, OutputStream out) throws IOException {
        write(out, "session", "rank", "item", "score");
        for (ClickSession session : log.sessions()) {
            int[] clicks = items.encode(session.items());
            droppedClicks += session.items().size() - clicks.length;
            if (clicks.length == 0) {
                droppedSessions++;
            } else {
                tell(session.id(), next.after(clicks), next, out);
            }
        }
    }

    private static void write(OutputStream out, Object... row) throws IOException {
        String line = CSVFormat.RFC4180.format(row) + CSVFormat.RFC4180.getRecordSeparator();
        out.write(line.getBytes(StandardCharsets.UTF_8));
    }

    private void tell(String session, int[] best, NextItems next, OutputStream out) throws IOException {
        List<Map<String, Object>> found = new ArrayList<>();
        for (int rank = 1; rank <= best.length; rank++) {
            int item = best[rank - 1];
            write(out, session, rank, items.name(item), next.score(item));
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("item", items.name(item));
            object.put("score", next.score(item));
            found.add(object);
        }
        Map<String, Object> prediction = new LinkedHashMap<>();
        prediction.put("session", session);
        prediction.put("items", found);
        use.listener().event("prediction", prediction);
        if (predicted++ < SHOWN) {
            use.listener()
                    .say(session + ": "
                            + String.join(
                                    ", ",
                                    Arrays.stream(best)
                                            .limit(SHOWN_ITEMS)
                                            .mapToObj(items::name)
                                            .toList())
                            + ", …");
        }
    }
}
