package org.gru4j.tasks.music;

import static java.util.Objects.requireNonNullElse;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gru4j.model.Sequential;
import org.gru4j.tasks.data.DataSource;
import org.gru4j.tasks.run.Generation;
import org.gru4j.tasks.run.ModelUse;
import org.gru4j.tasks.run.SavedTask;
import org.gru4j.tasks.run.Task;
import org.gru4j.tasks.run.TaskKind;
import org.gru4j.train.Budget;
import org.jspecify.annotations.Nullable;

/** Models of polyphonic music. */
public final class MusicKind extends TaskKind<MusicSettings> {
    static final String NAME = "music";

    /** Creates the kind, with {@link MusicSettings#DEFAULTS}. */
    public MusicKind() {
        super(NAME, MusicSettings.DEFAULTS, new Budget.Epochs(MusicDefaults.EPOCHS));
    }

    @Override
    public Task create(MusicSettings settings, @Nullable Path data, Budget budget, @Nullable SavedTask known) {
        return new MusicTask(settings, read(data, settings), DataSource.location(data));
    }

    private static MusicData read(@Nullable Path data, MusicSettings settings) {
        return data == null
                ? SyntheticChorales.data(MusicDefaults.SYNTHETIC_SEED, MusicDefaults.SYNTHETIC_PIECES)
                : MusicReader.read(data, settings.framesPerBeat());
    }

    /** Returns the likelihood of the given data, or by default of the test pieces of the model's original data. */
    @Override
    public Map<String, Object> evaluate(ModelUse use) {
        MusicSettings settings = settings(use.saved());
        List<String> remarks = new ArrayList<>();
        List<PianoRoll> pieces;
        String description;
        if (use.data() == null) {
            MusicData own = read(use.saved().data(), settings);
            pieces = own.test();
            description = "the test pieces of " + own.description();
        } else {
            pieces = MusicReader.readForTesting(use.data(), settings.framesPerBeat(), remarks);
            description = use.data().toString();
        }
        remarks.forEach(use.listener()::note);
        FrameNll nll;
        try (Sequential model = use.saved().checkpoint().createModel(use.backend())) {
            nll = MusicTask.score(model, pieces, settings.batch());
        }
        use.listener()
                .say(String.format(
                        Locale.ROOT,
                        "%.3f nats per frame of %s, %,d pieces (%.3f with" + " their first frames)",
                        nll.next(),
                        description,
                        pieces.size(),
                        nll.all()));
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("test_nll", nll.next());
        result.put("test_nll_all", nll.all());
        result.put("pieces", pieces.size());
        return result;
    }

    @Override
    public Generation.Run generation() {
        return MusicKind::generate;
    }

    private static Map<String, Object> generate(ModelUse use, Generation asked) {
        if (asked.prompt() != null) {
            throw new IllegalArgumentException(
                    "--prompt: a model of '" + NAME + "' begins with silence and takes no text");
        }
        MusicSettings settings = settings(use.saved());
        GeneratedPiece piece = new GeneratedPiece(
                requireNonNullElse(asked.length(), MusicDefaults.LENGTH),
                requireNonNullElse(asked.temperature(), MusicDefaults.TEMPERATURE),
                requireNonNullElse(asked.seed(), Generation.SEED));
        try (Sequential model = use.saved().checkpoint().createModel(use.backend())) {
            return piece.write(model, settings.framesPerBeat(), use.out(), use.listener());
        }
    }

    /** Returns the settings of a saved model, after checking that they match the model. */
    static MusicSettings settings(SavedTask saved) {
        MusicSettings settings = saved.settings(MusicSettings.class);
        saved.requireModel(settings::model);
        return settings;
    }
}
