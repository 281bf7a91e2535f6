package org.gru4j.tasks.text;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.data.TokenStreams;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.tasks.data.DataSource;
import org.gru4j.tasks.run.RunListener;
import org.gru4j.tasks.run.SavedTask;
import org.gru4j.tasks.run.Task;
import org.gru4j.tasks.run.Units;
import org.gru4j.train.Evaluation;
import org.gru4j.train.Trainer;
import org.gru4j.train.TrainerBuilder;

/** Trains a character-level language model and compares it with n-gram models. */
final class TextTask extends Task {
    private static final int SAMPLE_LENGTH = 400;
    private static final String VOCABULARY = "vocabulary";
    private static final Units UNITS = new Units(
            "loss_bpc",
            "validation_bpc",
            "chars_per_second",
            "Bits per character",
            "bits/char",
            "chars/s",
            1 / Math.log(2));

    private final TextSettings settings;
    private final Corpus corpus;
    private final Vocabulary vocabulary;
    private final int[] training;
    private final int[] heldOut;
    private final SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();

    TextTask(TextSettings settings, Corpus corpus, Vocabulary vocabulary) {
        super(TextKind.NAME, UNITS, settings, settings.seed());
        this.settings = settings;
        this.corpus = corpus;
        this.vocabulary = vocabulary;
        training = vocabulary.encode(corpus.training());
        heldOut = vocabulary.encode(corpus.heldOut());
    }

    /** Returns the vocabulary of a saved model. */
    static Vocabulary vocabulary(Checkpoint checkpoint) {
        SavedTask saved = new SavedTask(checkpoint, TextKind.NAME);
        Vocabulary vocabulary = Vocabulary.of(checkpoint.task(VOCABULARY));
        saved.requireModel(() -> saved.settings(TextSettings.class).model(vocabulary.size()));
        return vocabulary;
    }

    @Override
    public DataSource data() {
        return new DataSource(corpus.location(), corpus.checksum(), corpus.description());
    }

    @Override
    public ModelSpec model() {
        return settings.model(vocabulary.size());
    }

    @Override
    public TrainerBuilder training(Sequential model) {
        return Trainer.builder(
                        model, TokenStreams.forTraining(training, settings.batch(), settings.sequenceLength()), loss)
                .schedule(settings.schedule())
                .clipNorm(settings.clipNorm())
                .seed(settings.seed());
    }

    @Override
    public boolean validatesItself() {
        return true;
    }

    @Override
    public double validate(Sequential model) {
        return Evaluation.of(
                        model,
                        new ValidationSlices(
                                heldOut,
                                TextDefaults.VALIDATION_SLICES,
                                TextDefaults.VALIDATION_SLICE,
                                settings.sequenceLength()),
                        loss)
                .loss();
    }

    @Override
    public Map<String, String> metadata() {
        return Map.of(VOCABULARY, vocabulary.characters());
    }

    @Override
    public List<String> description() {
        return List.of(String.format(
                Locale.ROOT,
                "corpus: %s, %,d file%s%s, %,d characters for training, %,d held out, %d distinct",
                corpus.description(),
                corpus.files(),
                corpus.files() == 1 ? "" : "s",
                corpus.skipped() == 0 ? "" : " (" + corpus.skipped() + " more ignored: not UTF-8 text)",
                corpus.training().length(),
                corpus.heldOut().length(),
                vocabulary.size() - 1));
    }

    @Override
    public Map<String, Object> start() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("corpus", corpus.description());
        fields.put("training_characters", training.length);
        fields.put("held_out_characters", heldOut.length);
        fields.put("distinct_characters", vocabulary.size() - 1);
        return fields;
    }

    @Override
    public Map<String, Object> finish(Finished run) {
        RunListener listener = run.listener();
        double bits = Evaluation.of(
                        run.model(),
                        TokenStreams.forScoring(heldOut, settings.batch(), settings.sequenceLength()),
                        loss)
                .bits();
        NGramModel ngrams = NGramModel.fit(ngramText(listener), TextDefaults.NGRAM_ORDER, vocabulary.size());
        double unigram = ngrams.bitsPerToken(heldOut, 1);
        double bigram = ngrams.bitsPerToken(heldOut, 2);
        double ngram = ngrams.bitsPerToken(heldOut, TextDefaults.NGRAM_ORDER);
        String sample = sample(run.model());
        listener.say(String.format(Locale.ROOT, "%nBits per character of the held-out text (less is better):"));
        row(listener, "unigram", unigram);
        row(listener, "bigram", bigram);
        row(listener, TextDefaults.NGRAM_ORDER + "-gram, interpolated", ngram);
        row(listener, "this GRU", bits);
        listener.say(String.format(Locale.ROOT, "%nIt writes:%n"));
        listener.say(sample.indent(4));
        listener.say(String.format(
                Locale.ROOT,
                "More text: ./gru4j generate --model %s",
                run.files().directory()));
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("validation_bpc", bits);
        result.put("unigram_bpc", unigram);
        result.put("bigram_bpc", bigram);
        result.put("ngram5_bpc", ngram);
        result.put("sample", sample);
        return result;
    }

    private static void row(RunListener listener, String name, double bits) {
        listener.say(String.format(Locale.ROOT, "  %-22s %6.3f", name, bits));
    }

    private int[] ngramText(RunListener listener) {
        if (training.length <= TextDefaults.NGRAM_CHARACTERS) {
            return training;
        }
        listener.note(String.format(
                Locale.ROOT, "n-gram models are fitted on the first %,d characters", TextDefaults.NGRAM_CHARACTERS));
        return Arrays.copyOf(training, TextDefaults.NGRAM_CHARACTERS);
    }

    private String sample(Sequential model) {
        StringBuilder text = new StringBuilder();
        try (TextGenerator generator = new TextGenerator(model, vocabulary)) {
            generator.generate("", SAMPLE_LENGTH, TextDefaults.TEMPERATURE, settings.seed(), text::appendCodePoint);
        }
        return text.toString();
    }
}
