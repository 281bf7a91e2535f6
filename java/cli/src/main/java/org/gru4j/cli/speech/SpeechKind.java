package org.gru4j.cli.speech;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gru4j.cli.run.DataSource;
import org.gru4j.cli.run.ModelUse;
import org.gru4j.cli.run.TaskKind;
import org.gru4j.layer.Sequential;
import org.gru4j.train.Budget;

/** Recognisers of single spoken words. */
public final class SpeechKind implements TaskKind<SpeechSettings> {
    static final String NAME = "speech";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SpeechSettings defaults() {
        return SpeechSettings.DEFAULTS;
    }

    @Override
    public Budget defaultBudget() {
        return new Budget.Epochs(SpeechDefaults.EPOCHS);
    }

    @Override
    public SpeechTask create(SpeechSettings settings, Path data, Budget budget) {
        return new SpeechTask(settings, SpeechData.of(data, settings.sampleRate()));
    }

    /** All utterances of other recordings; of those that the model was trained with, the test part. */
    @Override
    public Map<String, Object> evaluate(ModelUse use) {
        List<String> words = Recogniser.words(use.saved());
        BandScale scale = Recogniser.scale(use.saved());
        int sampleRate = use.saved().settings(SpeechSettings.class).sampleRate();
        Path own = use.saved().data();
        boolean others = use.data() != null && !DataSource.location(use.data()).equals(DataSource.location(own));
        List<Utterance> utterances = others
                ? numbered(Recordings.readForScoring(use.data(), new LogMel(sampleRate)), words, use.data())
                : testPart(SpeechData.of(own, sampleRate), words);
        try (Sequential model = use.saved().checkpoint().createModel(use.backend())) {
            return SpeechTask.tell(new Recogniser(model, words, scale).score(utterances),
                    others ? "all in " + use.data() : "the test part", use.out().resolve("evaluation-confusion.png"),
                    use.console());
        }
    }

    private static List<Utterance> testPart(SpeechData data, List<String> words) {
        SpeechSplit split = SpeechSplit.of(data.recordings());
        return numbered(new Recordings(data.recordings().words(), split.test()), words,
                Path.of(data.source().description()));
    }

    /** The utterances with the model's numbers of their words. */
    private static List<Utterance> numbered(Recordings recordings, List<String> words, Path directory) {
        List<Utterance> utterances = new ArrayList<>();
        for (Utterance utterance : recordings.utterances()) {
            String word = recordings.words().get(utterance.word());
            int number = words.indexOf(word);
            if (number < 0) {
                throw new IllegalArgumentException(directory + ": expected folders of words that the model knows, "
                        + String.join(", ", words) + ", but got '" + word + "'");
            }
            utterances.add(new Utterance(utterance.name(), number, utterance.features()));
        }
        return utterances;
    }

    @Override
    public ModelUse.Run prediction() {
        return new SpeechPrediction();
    }
}
