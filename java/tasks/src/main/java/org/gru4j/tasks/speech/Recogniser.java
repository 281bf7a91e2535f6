package org.gru4j.tasks.speech;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.layer.Pass;
import org.gru4j.model.Sequential;
import org.gru4j.tasks.run.SavedTask;
import org.gru4j.tensor.Tensor;

/**
 * A trained model with its vocabulary and scale.
 *
 * @param words the known words, by number
 * @param scale of its features
 */
record Recogniser(Sequential model, List<String> words, BandScale scale) {
    /** The recognised word, and its probability according to the model. */
    record Heard(int word, double probability) {}

    /** Returns the words that a saved model knows. */
    static List<String> words(SavedTask saved) {
        List<String> words = saved.names(SpeechTask.WORDS);
        saved.requireModel(() -> saved.settings(SpeechSettings.class).model(words.size()));
        return words;
    }

    /** Returns the scale of a saved model's features. */
    static BandScale scale(SavedTask saved) {
        return saved.json(SpeechTask.BAND_SCALE, BandScale.class);
    }

    /** Returns the most probable word of each utterance. The utterances have unscaled features. */
    List<Heard> recognise(List<Utterance> utterances) {
        int longest = utterances.stream().mapToInt(Utterance::frames).max().orElse(0);
        float[] x = new float[longest * LogMel.BANDS];
        int[] length = new int[1];
        List<Heard> heard = new ArrayList<>();
        try (Pass pass = Pass.inference(model.backend())) {
            for (Utterance utterance : utterances) {
                float[] features = scale.apply(utterance).features();
                System.arraycopy(features, 0, x, 0, features.length); // values beyond the length are ignored
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

    /** Returns the word with the largest logit z_j and its probability exp(z_j) ÷ Σ_k exp(z_k). */
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

    /** Recognises utterances and returns the confusion matrix. */
    ConfusionMatrix score(List<Utterance> utterances) {
        ConfusionMatrix matrix = new ConfusionMatrix(words);
        List<Heard> heard = recognise(utterances);
        for (int k = 0; k < heard.size(); k++) {
            matrix.add(utterances.get(k).word(), heard.get(k).word());
        }
        return matrix;
    }
}
