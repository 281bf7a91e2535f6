package org.gru4j.tasks.text;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.gru4j.data.TokenStreams;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.model.Sequential;
import org.gru4j.tasks.run.Generation;
import org.gru4j.tasks.run.ModelUse;
import org.gru4j.tasks.run.SavedTask;
import org.gru4j.tasks.run.Task;
import org.gru4j.tasks.run.TaskKind;
import org.gru4j.train.Budget;
import org.gru4j.train.Evaluation;
import org.jspecify.annotations.Nullable;

/** Character-level language models. */
public final class TextKind extends TaskKind<TextSettings> {
    static final String NAME = "text";

    /** Creates the kind, with {@link TextSettings#DEFAULTS}. */
    public TextKind() {
        super(NAME, TextSettings.DEFAULTS, new Budget.Seconds(TextDefaults.SECONDS));
    }

    @Override
    public String dataOption() {
        return "corpus";
    }

    @Override
    public Task create(TextSettings settings, @Nullable Path data, Budget budget, @Nullable SavedTask known) {
        Corpus corpus = data == null ? CorpusReader.builtIn() : CorpusReader.read(data);
        corpus.requireEnoughFor(settings);
        if (known == null) {
            return new TextTask(settings, corpus, Vocabulary.of(corpus.training()));
        }
        Vocabulary vocabulary = TextTask.vocabulary(known.checkpoint());
        vocabulary.requireKnown("corpus " + corpus.description(), corpus.training());
        return new TextTask(settings, corpus, vocabulary);
    }

    /** Returns the loss on the given text, or by default on the held-out part of the model's original corpus. */
    @Override
    public Map<String, Object> evaluate(ModelUse use) {
        TextSettings settings = use.saved().settings(TextSettings.class);
        Vocabulary vocabulary = TextTask.vocabulary(use.saved().checkpoint());
        int[] text;
        String description;
        if (use.data() == null) {
            Path own = use.saved().data();
            Corpus corpus = own == null ? CorpusReader.builtIn() : CorpusReader.read(own);
            text = vocabulary.encode(corpus.heldOut());
            description = "the held-out part of " + corpus.description();
        } else {
            Corpus corpus = CorpusReader.read(use.data());
            text = vocabulary.encode(corpus.training() + corpus.heldOut());
            description = corpus.description();
        }
        double bits;
        try (Sequential model = use.saved().checkpoint().createModel(use.backend())) {
            bits = Evaluation.of(
                            model,
                            TokenStreams.forScoring(text, settings.batch(), settings.sequenceLength()),
                            new SoftmaxCrossEntropy())
                    .bits();
        }
        use.listener()
                .say(String.format(
                        Locale.ROOT, "%.3f bits per character of %s, %,d characters", bits, description, text.length));
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("bpc", bits);
        result.put("characters", text.length);
        return result;
    }

    @Override
    public Generation.Run generation() {
        return GenerateRun::run;
    }
}
