package org.gru4j.tasks.series;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.gru4j.model.Sequential;
import org.gru4j.tasks.data.DataSource;
import org.gru4j.tasks.data.Split;
import org.gru4j.tasks.run.ModelUse;
import org.gru4j.tasks.run.SavedTask;
import org.gru4j.tasks.run.Task;
import org.gru4j.tasks.run.TaskKind;
import org.gru4j.tasks.series.TimeSplit.Origins;
import org.gru4j.train.Budget;
import org.jspecify.annotations.Nullable;

/** Forecasting of multivariate series. */
public final class SeriesKind extends TaskKind<SeriesSettings> {
    static final String NAME = "series";

    /** Creates the kind, with {@link SeriesSettings#DEFAULTS}. */
    public SeriesKind() {
        super(NAME, SeriesSettings.DEFAULTS, new Budget.Epochs(SeriesDefaults.EPOCHS));
    }

    @Override
    public Task create(SeriesSettings settings, @Nullable Path data, Budget budget, @Nullable SavedTask known) {
        Series series;
        if (data != null) {
            series = SeriesReader.read(data, settings.columns());
        } else {
            series = settings.columns().isEmpty()
                    ? SeriesReader.builtIn()
                    : SeriesReader.builtIn().select(settings.columns());
        }
        return new SeriesTask(
                settings,
                series,
                DataSource.location(data),
                known == null ? null : SeriesModel.of(known).scaling());
    }

    /**
     * Returns the errors in the test part of the model's original series, or in all of the given one. Its first window
     * is only read, not predicted.
     */
    @Override
    public Map<String, Object> evaluate(ModelUse use) {
        SeriesModel model = SeriesModel.of(use.saved());
        SeriesSettings settings = model.settings();
        Series series = model.read(use.data() == null ? use.saved().data() : use.data());
        TimeSplit split = use.data() == null ? TimeSplit.of(series) : new TimeSplit(0, 0, series.rows());
        Origins origins = split.origins(series, Split.TEST, settings.window(), settings.horizon());
        ForecastScore score;
        Forecast last;
        try (Sequential network = use.saved().checkpoint().createModel(use.backend())) {
            score = model.score(network, series, origins);
            last = new Forecaster(network, settings, new ScaledRows(series, model.scaling()))
                    .at(series.rows() - settings.horizon());
        }
        score.say(
                use.listener(),
                settings,
                "of " + series.description() + " from " + series.time(origins.first()) + " on");
        Path picture = use.out().resolve("evaluation.png");
        Optional<String> noPicture = model.draw(last, series, picture);
        noPicture.ifPresentOrElse(use.listener()::warn, () -> use.listener().say("The last of them: " + picture));
        Map<String, Object> result = new LinkedHashMap<>(score.fields());
        result.put("picture", noPicture.isPresent() ? null : picture.toString());
        return result;
    }

    @Override
    public ModelUse.Run prediction() {
        return SeriesPrediction::run;
    }
}
