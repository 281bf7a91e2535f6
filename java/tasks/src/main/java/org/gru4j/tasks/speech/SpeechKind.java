package org.gru4j.tasks.speech;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gru4j.model.Sequential;
import org.gru4j.tasks.data.DataSource;
import org.gru4j.tasks.run.ModelUse;
import org.gru4j.tasks.run.SavedTask;
import org.gru4j.tasks.run.Task;
import org.gru4j.tasks.run.TaskKind;
import org.gru4j.train.Budget;
import org.jspecify.annotations.Nullable;

/** Recognisers of single spoken words. */
public final class SpeechKind extends TaskKind<SpeechSettings> {
    static final String NAME = "speech";

    /** Creates the kind, with {@link SpeechSettings#DEFAULTS}. */
    public SpeechKind() {
        super(NAME, SpeechSettings.DEFAULTS, new Budget.Epochs(SpeechDefaults.EPOCHS));
    }

    @Override
    public Task create(SpeechSettings settings, @Nullable Path data, Budget budget, @Nullable SavedTask known) {
        SpeechData recordings = SpeechData.of(data, settings.sampleRate());
        return known == null
                ? new SpeechTask(settings, recordings)
                : new SpeechTask(settings, recordings, Recogniser.words(known), Recogniser.scale(known));
    }

    /** Returns the accuracy on all given recordings, or by default on the test part of the model's original ones. */
    @Override
    public Map<String, Object> evaluate(ModelUse use) {
        List<String> words = Recogniser.words(use.saved());
        BandScale scale = Recogniser.scale(use.saved());
        int sampleRate = use.saved().settings(SpeechSettings.class).sampleRate();
        Path own = use.saved().data();
        Path data = use.data();
        List<Utterance> utterances;
        String which;
        if (data != null && !DataSource.location(data).equals(DataSource.location(own))) {
            Recordings recordings = Recordings.readForScoring(data, new LogMel(sampleRate));
            utterances = recordings.numbered(recordings.utterances(), words, data.toString());
            which = "all in " + data;
        } else {
            SpeechData recorded = SpeechData.of(own, sampleRate);
            utterances = SpeechSplit.of(recorded.recordings())
                    .numbered(recorded, words)
                    .test();
            which = "the test part";
        }
        try (Sequential model = use.saved().checkpoint().createModel(use.backend())) {
            return SpeechTask.tell(
                    new Recogniser(model, words, scale).score(utterances),
                    which,
                    use.out().resolve("evaluation-confusion.png"),
                    use.listener());
        }
    }

    @Override
    public ModelUse.Run prediction() {
        return new SpeechPrediction();
    }
}
