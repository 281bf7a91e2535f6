package org.gru4j.tasks.sessions;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.gru4j.tasks.output.Picture;
import org.gru4j.tasks.run.RunListener;
import org.jspecify.annotations.Nullable;

/** How a model ranks next clicks, beside popularity, item-to-item neighbours and the best possible. */
final class SessionScores {
    private static final String POPULARITY = "popularity";
    private static final String NEIGHBOURS = "item-to-item neighbours";
    private static final String MODEL = "this GRU";

    private final Ranking model;
    /** The model's and, if there are any, the baselines'. */
    private final Map<String, Ranking> rankings = new LinkedHashMap<>();

    private final @Nullable MarkovClicks best;

    /**
     * Ranks by the baselines, too.
     *
     * @param model the model's ranking of every next click of {@code test}
     * @param training what the baselines learn from; null for none of them
     * @param items how many there are
     * @param best what generated the clicks; null if nobody knows how well they can be predicted
     */
    SessionScores(
            Ranking model, ItemSessions test, @Nullable ItemSessions training, int items, @Nullable MarkovClicks best) {
        this.model = model;
        this.best = best;
        if (training != null) {
            rankings.put(POPULARITY, Ranking.of(new Popularity(training, items), test, items));
            rankings.put(NEIGHBOURS, Ranking.of(new ItemNeighbours(training, items), test, items));
        }
        rankings.put(MODEL, model);
    }

    /** For people. */
    void say(String what, RunListener listener) {
        listener.say(String.format(Locale.ROOT, "%nThe next click of %s (more is better):%n", what));
        listener.say(String.format(Locale.ROOT, "  %-24s %9s %7s", "", "Recall@" + Ranking.K, "MRR@" + Ranking.K));
        rankings.forEach((name, ranking) -> listener.say(String.format(
                Locale.ROOT,
                "  %-24s %9.4f %7.4f",
                name,
                ranking.recall(Ranking.K),
                ranking.meanReciprocalRank(Ranking.K))));
        if (best != null) {
            double recall = best.bestPossibleRecall(Ranking.K);
            listener.say(String.format(
                    Locale.ROOT,
                    "  %-24s %9.4f%n%nThis GRU reaches %.1f %% of the best possible.",
                    "best possible",
                    recall,
                    100 * model.recall(Ranking.K) / recall));
        }
        listener.say("");
    }

    /** Draws the recalls at all lengths; says on the listener if that fails. */
    void draw(Path file, RunListener listener) {
        Picture.write("recall", file, target -> RecallPicture.write(rankings, best, target))
                .ifPresent(listener::warn);
    }

    /** For programs. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>(fields("", model));
        if (best != null) {
            fields.put("best_possible_recall_at_" + Ranking.K, best.bestPossibleRecall(Ranking.K));
        }
        Ranking popularity = rankings.get(POPULARITY);
        Ranking neighbours = rankings.get(NEIGHBOURS);
        if (popularity != null && neighbours != null) {
            fields.putAll(fields("popularity_", popularity));
            fields.putAll(fields("neighbours_", neighbours));
        }
        return fields;
    }

    /** Of one ranking. */
    static Map<String, Object> fields(String prefix, Ranking ranking) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(prefix + "recall_at_" + Ranking.K, ranking.recall(Ranking.K));
        fields.put(prefix + "mrr_at_" + Ranking.K, ranking.meanReciprocalRank(Ranking.K));
        return fields;
    }
}
