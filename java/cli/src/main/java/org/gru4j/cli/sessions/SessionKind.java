package org.gru4j.cli.sessions;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gru4j.cli.run.ModelUse;
import org.gru4j.cli.run.TaskKind;
import org.gru4j.layer.Sequential;
import org.gru4j.train.Budget;

/** Recommenders of the next item of a session. */
public final class SessionKind implements TaskKind<SessionSettings> {
    static final String NAME = "sessions";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SessionSettings defaults() {
        return SessionSettings.DEFAULTS;
    }

    @Override
    public Budget defaultBudget() {
        return new Budget.Epochs(SessionDefaults.EPOCHS);
    }

    @Override
    public SessionTask create(SessionSettings settings, Path data, Budget budget) {
        return new SessionTask(settings, SessionData.of(settings, data));
    }

    /** All sessions of a log; of the model's own, unless another is named, those of the test part. */
    @Override
    public Map<String, Object> evaluate(ModelUse use) {
        SessionSettings settings = use.saved().settings(SessionSettings.class);
        ItemVocabulary items = SessionTask.vocabulary(use.saved());
        KnownClicks clicks;
        String description;
        if (use.data() == null) {
            SessionData own = SessionData.of(settings, use.saved().data());
            clicks = own.test();
            description = "the test part of " + own.source().description();
        } else {
            List<ClickSession> sessions = ClickLogReader.read(use.data(), settings.columns()).sessions();
            clicks = KnownClicks.of(use.data().toString(), sessions, items);
            description = use.data().toString();
        }
        Ranking ranking;
        try (Sequential model = use.saved().checkpoint().createModel(use.backend())) {
            ranking = SessionTask.ranking(model, settings, clicks.sessions());
        }
        use.console().say(String.format(Locale.ROOT, "Recall@%d %.4f, MRR@%d %.4f on %,d next clicks of %s; left out:"
                + " %,d clicks on items unseen in training, %,d sessions for want of others", Ranking.K,
                ranking.recall(Ranking.K), Ranking.K, ranking.meanReciprocalRank(Ranking.K), ranking.predictions(),
                description, clicks.droppedClicks(), clicks.droppedSessions()));
        Map<String, Object> result = new LinkedHashMap<>(SessionTask.fields("", ranking));
        result.put("predictions", ranking.predictions());
        result.put("dropped_clicks", clicks.droppedClicks());
        result.put("dropped_sessions", clicks.droppedSessions());
        return result;
    }

    @Override
    public ModelUse.Run prediction() {
        return SessionPrediction::run;
    }
}
