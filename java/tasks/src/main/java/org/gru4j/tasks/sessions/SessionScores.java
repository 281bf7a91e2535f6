package org.gru4j.tasks.sessions;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.gru4j.tasks.output.Picture;
import org.gru4j.tasks.run.RunListener;
import org.jspecify.annotations.Nullable;

/**
 * The scores of a model's rankings of next clicks, compared with popularity, item-to-item neighbours and the best
 * possible score.
 */
final class SessionScores {
    private static final String POPULARITY = "popularity";
    private static final String NEIGHBOURS = "item-to-item neighbours";
    private static final String MODEL = "this GRU";

    private final Ranking model;
    /** The rankings of the baselines, if there are any, and of the model. */
    private final Map<String, Ranking> rankings = new LinkedHashMap<>();

    private final @Nullable MarkovClicks best;

    /**
     * Creates the scores, and computes those of the baselines.
     *
     * @param model the model's ranking of every next click of {@code test}
     * @param training the sessions that the baselines learn from; null for no baselines
     * @param items the number of items
     * @param best the generator of the clicks; null if the best possible score is unknown
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

    /** Reports the scores to people. */
    void say(String what, RunListener listener) {
        listener.say(String.format(Locale.ROOT, "%nScores for the next click in %s (higher is better):%n", what));
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

    /** Draws the recall for all list lengths; warns if that fails. */
    void draw(Path file, RunListener listener) {
        Picture.write("recall", file, target -> RecallPicture.write(rankings, best, target))
                .ifPresent(listener::warn);
    }

    /** Returns the scores as fields for programs. */
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

    /** Returns the fields of one ranking. */
    static Map<String, Object> fields(String prefix, Ranking ranking) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(prefix + "recall_at_" + Ranking.K, ranking.recall(Ranking.K));
        fields.put(prefix + "mrr_at_" + Ranking.K, ranking.meanReciprocalRank(Ranking.K));
        return fields;
    }
}
