package org.gru4j.tasks.adding;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gru4j.loss.MeanSquaredError;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.tasks.adding.AddingProblem.Part;
import org.gru4j.tasks.data.DataSource;
import org.gru4j.tasks.run.Task;
import org.gru4j.tasks.run.Units;
import org.gru4j.train.Evaluation;
import org.gru4j.train.Trainer;
import org.gru4j.train.TrainerBuilder;
import org.gru4j.train.Validation;

/** Trains a GRU to add two numbers that are far apart, and compares it with always guessing the mean sum. */
final class AddingTask extends Task {
    private static final Units UNITS = Units.of("Mean squared error", "squared error", "steps/s");

    private final AddingSettings settings;

    AddingTask(AddingSettings settings) {
        super(AddingKind.NAME, UNITS, settings, settings.seed());
        this.settings = settings;
    }

    @Override
    public DataSource data() {
        // also what a checkpoint knows the data by, so that the words must stay
        String description = "sequences of " + settings.steps() + " steps, made from seed " + settings.seed();
        return new DataSource("", description, description);
    }

    @Override
    public ModelSpec model() {
        return settings.model();
    }

    @Override
    public TrainerBuilder training(Sequential model) {
        settings.initialisation()
                .apply(model.parameters(), "gru.l0.forward.b", settings.hidden(), settings.steps(), settings.seed());
        MeanSquaredError loss = new MeanSquaredError();
        AddingDataset sequences = new AddingDataset(
                new AddingProblem(settings.steps(), settings.seed(), Part.TRAINING),
                AddingDefaults.EPOCH_SEQUENCES,
                settings.batch());
        return Trainer.builder(model, sequences, loss)
                .schedule(settings.schedule())
                .clipNorm(AddingDefaults.CLIP_NORM)
                .seed(settings.seed())
                .validation(Validation.eachEpoch(validation(), loss));
    }

    private AddingDataset validation() {
        return new AddingDataset(
                new AddingProblem(settings.steps(), settings.seed(), Part.VALIDATION),
                AddingDefaults.VALIDATION_SEQUENCES,
                AddingDefaults.SCORING_BATCH);
    }

    /** Returns the mean squared error on the test sequences of a seed. */
    static double test(Sequential model, int steps, long seed) {
        return Evaluation.of(
                        model,
                        new AddingDataset(
                                new AddingProblem(steps, seed, Part.TEST),
                                AddingDefaults.TEST_SEQUENCES,
                                AddingDefaults.SCORING_BATCH),
                        new MeanSquaredError())
                .loss();
    }

    @Override
    public Map<String, String> metadata() {
        return Map.of();
    }

    @Override
    public List<String> description() {
        return List.of(String.format(
                Locale.ROOT,
                "adding problem: %s, %,d per epoch; always guessing the mean has a squared error of %.4f",
                data().description(),
                AddingDefaults.EPOCH_SEQUENCES,
                AddingProblem.BASELINE_MSE));
    }

    @Override
    public Map<String, Object> start() {
        Map<String, Object> start = new LinkedHashMap<>();
        start.put("sequence_steps", settings.steps());
        start.put("baseline_mse", AddingProblem.BASELINE_MSE);
        return start;
    }

    @Override
    public Map<String, Object> finish(Finished run) {
        double validation =
                Evaluation.of(run.model(), validation(), new MeanSquaredError()).loss();
        double test = test(run.model(), settings.steps(), settings.seed());
        run.listener().say(String.format(Locale.ROOT, "%nMean squared error of the sum (less is better):"));
        run.listener().say(String.format(Locale.ROOT, "  %-22s %.2g", "guessing the mean", AddingProblem.BASELINE_MSE));
        run.listener().say(String.format(Locale.ROOT, "  %-22s %.2g", "this GRU", test));
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("test_mse", test);
        result.put("validation_mse", validation);
        result.put("baseline_mse", AddingProblem.BASELINE_MSE);
        return result;
    }
}
