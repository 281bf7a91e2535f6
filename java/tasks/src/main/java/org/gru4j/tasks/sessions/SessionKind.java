package org.gru4j.tasks.sessions;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gru4j.model.Sequential;
import org.gru4j.tasks.run.ModelUse;
import org.gru4j.tasks.run.SavedTask;
import org.gru4j.tasks.run.Task;
import org.gru4j.tasks.run.TaskKind;
import org.gru4j.train.Budget;
import org.jspecify.annotations.Nullable;

/** Recommenders of the next item of a session. */
public final class SessionKind extends TaskKind<SessionSettings> {
    static final String NAME = "sessions";

    /** Creates the kind, with {@link SessionSettings#DEFAULTS}. */
    public SessionKind() {
        super(NAME, SessionSettings.DEFAULTS, new Budget.Epochs(SessionDefaults.EPOCHS));
    }

    @Override
    public Task create(SessionSettings settings, @Nullable Path data, Budget budget, @Nullable SavedTask known) {
        if (known == null) {
            return new SessionTask(settings, SessionData.of(settings, data));
        }
        SessionData clicks = SessionData.of(settings, data, SessionTask.vocabulary(known));
        clicks.requireKnownItems();
        return new SessionTask(settings, clicks);
    }

    /**
     * Returns the scores on all sessions of the given log, or by default on the test part of the model's original log.
     */
    @Override
    public Map<String, Object> evaluate(ModelUse use) {
        SessionSettings settings = use.saved().settings(SessionSettings.class);
        ItemVocabulary items = SessionTask.vocabulary(use.saved());
        if (use.data() == null) {
            SessionData own = own(use, settings, items);
            return score(
                    use,
                    settings,
                    own.test(),
                    "the test part of " + own.source().description(),
                    own.training().sessions(),
                    own.best());
        }
        List<ClickSession> sessions =
                ClickLogReader.read(use.data(), settings.columns()).sessions();
        KnownClicks clicks = KnownClicks.of(use.data().toString(), sessions, items);
        ItemSessions training = null;
        try {
            training = own(use, settings, items).training().sessions();
        } catch (IllegalArgumentException | UncheckedIOException e) {
            use.listener()
                    .warn("no baselines: the model's training data, which they need, is not available: "
                            + e.getMessage());
        }
        return score(use, settings, clicks, use.data().toString(), training, null);
    }

    /** Returns the model's original data in its three parts. */
    private static SessionData own(ModelUse use, SessionSettings settings, ItemVocabulary items) {
        SessionData own = SessionData.of(settings, use.saved().data(), items);
        use.saved().requireSameData(own.source().description(), own.source());
        return own;
    }

    private static Map<String, Object> score(
            ModelUse use,
            SessionSettings settings,
            KnownClicks clicks,
            String what,
            @Nullable ItemSessions training,
            @Nullable MarkovClicks best) {
        SessionScores scores;
        try (Sequential model = use.saved().checkpoint().createModel(use.backend())) {
            scores = new SessionScores(
                    SessionTask.ranking(model, settings, clicks.sessions()),
                    clicks.sessions(),
                    training,
                    model.spec().outputFeatures(),
                    best);
        }
        scores.say(what, use.listener());
        use.listener()
                .say(String.format(
                        Locale.ROOT,
                        "%,d next clicks; ignored: %,d clicks on items unseen in"
                                + " training, and %,d sessions with too few other clicks",
                        clicks.sessions().predictions(),
                        clicks.droppedClicks(),
                        clicks.droppedSessions()));
        Map<String, Object> result = new LinkedHashMap<>(scores.fields());
        result.put("predictions", clicks.sessions().predictions());
        result.put("dropped_clicks", clicks.droppedClicks());
        result.put("dropped_sessions", clicks.droppedSessions());
        return result;
    }

    @Override
    public ModelUse.Run prediction() {
        return SessionPrediction::run;
    }
}
