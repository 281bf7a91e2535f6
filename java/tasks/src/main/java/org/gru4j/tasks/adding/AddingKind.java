package org.gru4j.tasks.adding;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.gru4j.model.Sequential;
import org.gru4j.tasks.run.ModelUse;
import org.gru4j.tasks.run.SavedTask;
import org.gru4j.tasks.run.Task;
import org.gru4j.tasks.run.TaskKind;
import org.gru4j.train.Budget;
import org.jspecify.annotations.Nullable;

/** The adding problem. Its data is always synthetic. */
public final class AddingKind extends TaskKind<AddingSettings> {
    static final String NAME = "adding";

    /** Creates the kind, with {@link AddingSettings#DEFAULTS}. */
    public AddingKind() {
        super(NAME, AddingSettings.DEFAULTS, new Budget.Epochs(AddingDefaults.EPOCHS));
    }

    @Override
    public Task create(AddingSettings settings, @Nullable Path data, Budget budget, @Nullable SavedTask known) {
        requireNoData(data);
        return new AddingTask(settings);
    }

    private static void requireNoData(@Nullable Path data) {
        if (data != null) {
            throw new IllegalArgumentException(
                    "--data: the adding problem's sequences are synthetic, so it takes no data, but got " + data);
        }
    }

    /** Returns the error on test sequences of a seed different from the training's. */
    @Override
    public Map<String, Object> evaluate(ModelUse use) {
        requireNoData(use.data());
        AddingSettings settings = use.saved().settings(AddingSettings.class);
        use.saved().requireModel(settings::model);
        long seed = settings.seed() + 1;
        double mse;
        try (Sequential model = use.saved().checkpoint().createModel(use.backend())) {
            mse = AddingTask.test(model, settings.steps(), seed);
        }
        use.listener()
                .say(String.format(
                        Locale.ROOT,
                        "mean squared error %.2g on %,d sequences of %d steps from seed %d; guessing the mean: %.2g",
                        mse,
                        AddingDefaults.TEST_SEQUENCES,
                        settings.steps(),
                        seed,
                        AddingProblem.BASELINE_MSE));
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("test_mse", mse);
        result.put("baseline_mse", AddingProblem.BASELINE_MSE);
        result.put("seed", seed);
        return result;
    }
}
