package org.gru4j.tasks.music;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gru4j.data.SequenceDataset;
import org.gru4j.loss.BinaryCrossEntropy;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.tasks.data.DataSource;
import org.gru4j.tasks.run.RunListener;
import org.gru4j.tasks.run.Task;
import org.gru4j.tasks.run.Units;
import org.gru4j.train.EarlyStopping;
import org.gru4j.train.Evaluation;
import org.gru4j.train.Trainer;
import org.gru4j.train.TrainerBuilder;
import org.gru4j.train.Validation;

/**
 * A model of polyphonic music, which predicts the probability of each key in the next frame. It is trained on the loss
 * of all frames, selected by {@link FrameNll#next} on the validation pieces, and compared with baselines on the test
 * pieces.
 */
final class MusicTask extends Task {
    static final Units UNITS = new Units(
            "loss",
            "validation_nll",
            "frames_per_second",
            "Negative log-likelihood of the next frame",
            "nats/frame",
            "frames/s",
            1);

    private final MusicSettings settings;
    private final MusicData music;
    private final String location;

    MusicTask(MusicSettings settings, MusicData music, String location) {
        super(MusicKind.NAME, UNITS, settings, settings.seed());
        this.settings = settings;
        this.music = music;
        this.location = location;
    }

    /** Scores a model on pieces. */
    static FrameNll score(Sequential model, List<PianoRoll> pieces, int batch) {
        return new FrameNll(loss(model, PianoRolls.next(pieces), batch), loss(model, PianoRolls.all(pieces), batch));
    }

    private static double loss(Sequential model, PianoRolls pieces, int batch) {
        return Evaluation.of(model, SequenceDataset.ordered(pieces, batch), new BinaryCrossEntropy())
                .loss();
    }

    @Override
    public DataSource data() {
        return new DataSource(location, music.checksum(), music.description());
    }

    @Override
    public ModelSpec model() {
        return settings.model();
    }

    @Override
    public TrainerBuilder training(Sequential model) {
        SequenceDataset train =
                SequenceDataset.shuffled(PianoRolls.all(music.train()), settings.batch(), settings.seed());
        SequenceDataset valid = SequenceDataset.ordered(PianoRolls.next(music.valid()), settings.batch());
        return Trainer.builder(model, train, new BinaryCrossEntropy())
                .optimizer(settings.optimizer())
                .schedule(settings.schedule())
                .clipNorm(MusicDefaults.CLIP_NORM)
                .seed(settings.seed())
                .validation(Validation.eachEpoch(valid, new BinaryCrossEntropy()))
                .earlyStopping(EarlyStopping.onLoss(settings.patience()));
    }

    @Override
    public Map<String, String> metadata() {
        return Map.of();
    }

    @Override
    public List<String> description() {
        List<String> lines = new ArrayList<>(music.remarks());
        lines.add(String.format(
                Locale.ROOT,
                "music: %s; pieces (frames): %s for training, %s for validation, %s for the test",
                music.description(),
                text(music.train()),
                text(music.valid()),
                text(music.test())));
        return lines;
    }

    private static String text(List<PianoRoll> pieces) {
        return String.format(Locale.ROOT, "%,d (%,d)", pieces.size(), frames(pieces));
    }

    private static long frames(List<PianoRoll> pieces) {
        return pieces.stream().mapToLong(PianoRoll::frames).sum();
    }

    @Override
    public Map<String, Object> start() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("training_frames", frames(music.train()));
        fields.put("validation_frames", frames(music.valid()));
        fields.put("test_frames", frames(music.test()));
        return fields;
    }

    @Override
    public Map<String, Object> finish(Finished run) {
        RunListener listener = run.listener();
        FrameNll validation = score(run.model(), music.valid(), settings.batch());
        FrameNll test = score(run.model(), music.test(), settings.batch());
        FrameNll frequencies = FrameNll.of(new KeyFrequencies(music.train()), music.test());
        FrameNll lastFrame = FrameNll.of(new LastFrame(music.train()), music.test());
        String cell = settings.cell().key();
        listener.say(String.format(
                Locale.ROOT,
                "The best validation was after step %,d.",
                run.trainer().earlyStoppingState().bestStep()));
        listener.say(
                String.format(Locale.ROOT, "%nNats per frame (less is better) %11s %11s", "next frame", "all frames"));
        row(listener, "test, key frequencies", frequencies);
        row(listener, "test, last frame repeated", lastFrame);
        row(listener, "test, this model (" + cell + ")", test);
        row(listener, "validation, this model", validation);
        listener.say("");
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("cell", cell);
        result.put("hidden", settings.hidden());
        result.put("test_nll", test.next());
        result.put("validation_nll", validation.next());
        result.put("test_nll_all", test.all());
        result.put("validation_nll_all", validation.all());
        result.put("key_frequencies_nll", frequencies.next());
        result.put("last_frame_nll", lastFrame.next());
        result.put("best_step", run.trainer().earlyStoppingState().bestStep());
        result.putAll(GeneratedPiece.ofSeed(settings.seed())
                .write(run.model(), settings.framesPerBeat(), run.files().directory(), listener));
        return result;
    }

    private static void row(RunListener listener, String name, FrameNll nll) {
        listener.say(String.format(Locale.ROOT, "  %-29s %11.3f %11.3f", name, nll.next(), nll.all()));
    }
}
