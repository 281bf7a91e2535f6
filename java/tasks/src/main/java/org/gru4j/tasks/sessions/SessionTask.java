package org.gru4j.tasks.sessions;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gru4j.loss.Loss;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.tasks.data.DataSource;
import org.gru4j.tasks.output.Json;
import org.gru4j.tasks.run.SavedTask;
import org.gru4j.tasks.run.Task;
import org.gru4j.tasks.run.Units;
import org.gru4j.train.EarlyStopping;
import org.gru4j.train.Evaluation;
import org.gru4j.train.RankMetric;
import org.gru4j.train.Trainer;
import org.gru4j.train.TrainerBuilder;
import org.gru4j.train.Validation;

/**
 * Trains a recommender of the next item, and compares it with popularity, item-to-item neighbours and the best possible
 * score.
 */
final class SessionTask extends Task {
    private static final String ITEMS = "items";

    private final SessionSettings settings;
    private final SessionData data;
    private final Loss loss;

    SessionTask(SessionSettings settings, SessionData data) {
        super(SessionKind.NAME, units(settings), settings, settings.seed());
        this.settings = settings;
        this.data = data;
        loss = settings.loss().create(data.clicks(), settings.samples());
    }

    /** Returns the items that a saved model knows. */
    static ItemVocabulary vocabulary(SavedTask saved) {
        ItemVocabulary items = saved.require(() -> new ItemVocabulary(saved.names(ITEMS)));
        saved.requireModel(() -> saved.settings(SessionSettings.class).model(items.size()));
        return items;
    }

    /** Lets a model rank every next click of sessions once. */
    static Ranking ranking(Sequential model, SessionSettings settings, ItemSessions sessions) {
        Ranking ranking = new Ranking();
        Evaluation.of(
                model, settings.scoring(sessions, model.spec().outputFeatures()), new SoftmaxCrossEntropy(), ranking);
        return ranking;
    }

    private static Units units(SessionSettings settings) {
        return new Units(
                "loss",
                "validation_loss",
                "row_steps_per_second",
                "Loss (" + settings.loss() + ")",
                "loss",
                "row steps/s",
                1);
    }

    @Override
    public DataSource data() {
        return data.source();
    }

    @Override
    public ModelSpec model() {
        return settings.model(data.items().size());
    }

    @Override
    public TrainerBuilder training(Sequential model) {
        RankMetric recall = RankMetric.recallAt(Ranking.K);
        return Trainer.builder(model, settings.training(data.training().sessions()), loss)
                .schedule(settings.schedule())
                .clipNorm(SessionDefaults.CLIP_NORM)
                .seed(settings.seed())
                .validation(Validation.eachEpoch(
                        settings.scoring(
                                data.validation().sessions(), data.items().size()),
                        loss,
                        recall))
                .earlyStopping(new EarlyStopping(recall.name(), SessionDefaults.PATIENCE));
    }

    @Override
    public Map<String, String> metadata() {
        return Map.of(ITEMS, Json.line(data.items().names()));
    }

    @Override
    public List<String> description() {
        ClickLog log = data.log();
        KnownClicks test = data.test();
        return List.of(
                String.format(
                        Locale.ROOT,
                        "data: %s, %,d sessions, %,d clicks, %,d items%s%s",
                        data.source().description(),
                        log.sessions().size(),
                        log.clicks(),
                        data.items().size(),
                        log.singleClicks() == 0
                                ? ""
                                : String.format(Locale.ROOT, ", %,d sessions of one click dropped", log.singleClicks()),
                        log.reordered() == 0
                                ? ""
                                : String.format(Locale.ROOT, ", %,d sessions sorted by time", log.reordered())),
                String.format(
                        Locale.ROOT,
                        "next clicks: %,d for training, %,d for validation, %,d for the"
                                + " test; ignored: %,d clicks on items unseen in training",
                        data.training().sessions().predictions(),
                        data.validation().sessions().predictions(),
                        test.sessions().predictions(),
                        data.validation().droppedClicks() + test.droppedClicks()));
    }

    @Override
    public Map<String, Object> start() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("items", data.items().size());
        fields.put("sessions", data.log().sessions().size());
        fields.put("single_click_sessions", data.log().singleClicks());
        fields.put("reordered_sessions", data.log().reordered());
        fields.put("training_predictions", data.training().sessions().predictions());
        fields.put("validation_predictions", data.validation().sessions().predictions());
        fields.put("test_predictions", data.test().sessions().predictions());
        fields.put(
                "dropped_clicks",
                data.validation().droppedClicks() + data.test().droppedClicks());
        return fields;
    }

    @Override
    public Map<String, Object> finish(Finished run) {
        ItemSessions test = data.test().sessions();
        Ranking validation = ranking(run.model(), settings, data.validation().sessions());
        SessionScores scores = new SessionScores(
                ranking(run.model(), settings, test),
                test,
                data.training().sessions(),
                data.items().size(),
                data.best());
        scores.say("the test part", run.listener());
        scores.draw(run.files().file("recall.png"), run.listener());
        Map<String, Object> result = new LinkedHashMap<>(scores.fields());
        result.putAll(SessionScores.fields("validation_", validation));
        result.put("test_predictions", test.predictions());
        return result;
    }
}
