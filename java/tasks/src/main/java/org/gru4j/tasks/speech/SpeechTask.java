package org.gru4j.tasks.speech;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gru4j.data.SequenceDataset;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.tasks.data.DataSource;
import org.gru4j.tasks.output.Json;
import org.gru4j.tasks.output.Picture;
import org.gru4j.tasks.run.RunListener;
import org.gru4j.tasks.run.Task;
import org.gru4j.tasks.run.Units;
import org.gru4j.train.EarlyStopping;
import org.gru4j.train.Evaluation;
import org.gru4j.train.RankMetric;
import org.gru4j.train.Trainer;
import org.gru4j.train.TrainerBuilder;
import org.gru4j.train.Validation;
import org.jspecify.annotations.Nullable;

/** Trains a recogniser of words. The validation loss selects the model, which is then scored on the test part. */
final class SpeechTask extends Task {
    static final String WORDS = "words";
    static final String BAND_SCALE = "band_scale";
    private static final Units UNITS = Units.of("Negative log-likelihood of the word", "nats/word", "frames/s");

    private final SpeechSettings settings;
    private final DataSource source;
    private final List<String> words;
    private final BandScale scale;
    private final Utterances training;
    private final Utterances validation;
    private final List<Utterance> test;

    /** Creates a task whose words and scale come from the recordings. */
    SpeechTask(SpeechSettings settings, SpeechData data) {
        this(settings, data.source(), data.recordings().words(), SpeechSplit.of(data.recordings()), null);
    }

    /**
     * Creates a task with the words and the scale of a model.
     *
     * @throws IllegalArgumentException if the recordings have other words
     */
    SpeechTask(SpeechSettings settings, SpeechData data, List<String> words, BandScale scale) {
        this(settings, data.source(), words, SpeechSplit.of(data.recordings()).numbered(data, words), scale);
    }

    /**
     * Creates a task.
     *
     * @param known the scale; null to fit it to the training part
     */
    private SpeechTask(
            SpeechSettings settings,
            DataSource source,
            List<String> words,
            SpeechSplit split,
            @Nullable BandScale known) {
        super(SpeechKind.NAME, UNITS, settings, settings.seed());
        this.settings = settings;
        this.source = source;
        this.words = words;
        scale = known == null ? BandScale.of(split.training()) : known;
        training = new Utterances(split.training().stream().map(scale::apply).toList());
        validation =
                new Utterances(split.validation().stream().map(scale::apply).toList());
        test = split.test();
    }

    @Override
    public DataSource data() {
        return source;
    }

    @Override
    public ModelSpec model() {
        return settings.model(words.size());
    }

    @Override
    public TrainerBuilder training(Sequential model) {
        return Trainer.builder(
                        model,
                        SequenceDataset.shuffled(training, settings.batch(), settings.seed()),
                        new SoftmaxCrossEntropy(settings.labelSmoothing()))
                .schedule(settings.schedule())
                .clipNorm(SpeechDefaults.CLIP_NORM)
                .seed(settings.seed())
                .validation(Validation.eachEpoch(ordered(), new SoftmaxCrossEntropy()))
                .earlyStopping(EarlyStopping.onLoss(settings.patience()));
    }

    private SequenceDataset ordered() {
        return SequenceDataset.ordered(validation, settings.batch());
    }

    @Override
    public Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(WORDS, Json.line(words));
        metadata.put(BAND_SCALE, Json.line(scale));
        return metadata;
    }

    @Override
    public List<String> description() {
        return List.of(String.format(
                Locale.ROOT,
                "recordings: %s, %d words, %,d utterances for training, %,d for validation, %,d for the test",
                source.description(),
                words.size(),
                training.count(),
                validation.count(),
                test.size()));
    }

    @Override
    public Map<String, Object> start() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("words", words);
        fields.put("training_utterances", training.count());
        fields.put("validation_utterances", validation.count());
        fields.put("test_utterances", test.size());
        return fields;
    }

    @Override
    public Map<String, Object> finish(Finished run) {
        RankMetric accuracy = RankMetric.accuracy();
        Evaluation.of(run.model(), ordered(), new SoftmaxCrossEntropy(), accuracy);
        double validated = accuracy.value();
        ConfusionMatrix matrix = new Recogniser(run.model(), words, scale).score(test);
        run.listener().say("");
        Map<String, Object> result =
                new LinkedHashMap<>(tell(matrix, "the test part", run.files().file("confusion.png"), run.listener()));
        result.put("validation_accuracy", validated);
        return result;
    }

    /**
     * Reports the accuracy and draws the confusion matrix.
     *
     * @param of describes the utterances
     * @return the fields of the result
     */
    static Map<String, Object> tell(ConfusionMatrix matrix, String of, Path picture, RunListener listener) {
        listener.say(String.format(
                Locale.ROOT, "Of %,d utterances, %s, were recognised (more is better):", matrix.total(), of));
        row(listener, "the most frequent word", matrix.largestShare());
        row(listener, "this GRU", matrix.accuracy());
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("test_accuracy", matrix.accuracy());
        result.put("baseline_accuracy", matrix.largestShare());
        result.put("utterances", matrix.total());
        Optional<String> noPicture =
                Picture.write("the confusions", picture, file -> ConfusionPicture.write(matrix, file));
        noPicture.ifPresent(listener::warn);
        if (noPicture.isEmpty()) {
            listener.say("Confusion matrix: " + picture);
            result.put("confusion_picture", picture.toString());
        }
        return result;
    }

    private static void row(RunListener listener, String name, double share) {
        listener.say(String.format(Locale.ROOT, "  %-24s %5.1f %%", name, 100 * share));
    }
}
