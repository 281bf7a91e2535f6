package org.gru4j.tasks.speech;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.layer.Pass;
import org.gru4j.model.Sequential;
import org.gru4j.tasks.run.SavedTask;
import org.gru4j.tensor.Tensor;

/**
 * A trained model with what it takes to use it.
 *
 * @param words that it knows, by number
 * @param scale that its features have
 */
record Recogniser(Sequential model, List<String> words, BandScale scale) {
    /** What an utterance was taken for, and how probable that is by the model. */
    record Heard(int word, double probability) {}

    /** The words that a saved model knows. */
    static List<String> words(SavedTask saved) {
        List<String> words = saved.names(SpeechTask.WORDS);
        saved.requireModel(() -> saved.settings(SpeechSettings.class).model(words.size()));
        return words;
    }

    /** The scale of a saved model's features. */
    static BandScale scale(SavedTask saved) {
        return saved.json(SpeechTask.BAND_SCALE, BandScale.class);
    }

    /** The most probable word of each utterance, whose features are as they were read. */
    List<Heard> recognise(List<Utterance> utterances) {
        int longest = utterances.stream().mapToInt(Utterance::frames).max().orElse(0);
        float[] x = new float[longest * LogMel.BANDS];
        int[] length = new int[1];
        List<Heard> heard = new ArrayList<>();
        try (Pass pass = Pass.inference(model.backend())) {
            for (Utterance utterance : utterances) {
                float[] features = scale.apply(utterance).features();
                System.arraycopy(features, 0, x, 0, features.length); // what lies past the length is not read
                length[0] = utterance.frames();
                pass.begin(length);
                Tensor input = pass.scope()
                        .allocateUninitialized("x", longest, 1, LogMel.BANDS)
                        .copyFrom(x);
                heard.add(best(model.forward(pass, input, null)));
                pass.end();
            }
        }
        return heard;
    }

    /** p_j = exp(z_j) ÷ Σ_k exp(z_k) of the largest logit z_j. */
    private Heard best(Tensor logits) {
        float[] z = new float[words.size()];
        logits.read(0, z, 0, z.length);
        int best = 0;
        for (int j = 1; j < z.length; j++) {
            best = z[j] > z[best] ? j : best;
        }
        double sum = 0;
        for (float value : z) {
            sum += Math.exp(value - z[best]);
        }
        return new Heard(best, 1 / sum);
    }

    /** How the utterances were taken. */
    ConfusionMatrix score(List<Utterance> utterances) {
        ConfusionMatrix matrix = new ConfusionMatrix(words);
        List<Heard> heard = recognise(utterances);
        for (int k = 0; k < heard.size(); k++) {
            matrix.add(utterances.get(k).word(), heard.get(k).word());
        }
        return matrix;
    }
}
