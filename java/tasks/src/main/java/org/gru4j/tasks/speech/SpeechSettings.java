package org.gru4j.tasks.speech;

import static org.gru4j.tasks.run.OptionChecks.requireGiven;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.ArrayList;
import java.util.List;
import org.gru4j.argument.Arguments;
import org.gru4j.layer.LayerSpec;
import org.gru4j.model.ModelSpec;
import org.gru4j.optim.Schedule;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.ResetGate;

/**
 * The settings of a training on recordings. A resumed run keeps them.
 *
 * @param sampleRate the rate that recordings are resampled to, in Hz
 * @param hidden units of each GRU layer and direction
 * @param layers GRU layers
 * @param resetGate where the reset gate acts
 * @param batch utterances in a batch
 * @param learningRate at its peak
 * @param dropout the dropout probability on the inputs of the dense layer and of each GRU layer except the first
 * @param labelSmoothing the part of the target that is spread over all words
 * @param patience epochs without a better validation loss that are allowed before training ends
 * @param seed of the initial parameters, of the order of the utterances, and of dropout
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record SpeechSettings(
        int sampleRate,
        int hidden,
        int layers,
        ResetGate resetGate,
        int batch,
        @JsonProperty("lr") double learningRate,
        double dropout,
        double labelSmoothing,
        int patience,
        long seed) {
    /** The defaults of {@code train speech}. */
    public static final SpeechSettings DEFAULTS = new SpeechSettings(
            /* sampleRate= */ 16_000,
            /* hidden= */ 64,
            /* layers= */ 1,
            /* resetGate= */ ResetGate.AFTER,
            /* batch= */ 32,
            /* learningRate= */ 3e-3,
            /* dropout= */ 0.2,
            /* labelSmoothing= */ 0,
            /* patience= */ 8,
            /* seed= */ 1);

    /**
     * @throws IllegalArgumentException if the sample rate is below {@value WavFile#LOWEST_RATE} Hz, if a size or the
     *     learning rate is not positive, if dropout or label smoothing is not in [0, 1), or if patience is negative
     */
    public SpeechSettings {
        if (sampleRate < WavFile.LOWEST_RATE) {
            throw new IllegalArgumentException(
                    "--sample-rate: expected at least " + WavFile.LOWEST_RATE + " Hz but got " + sampleRate);
        }
        Arguments.requirePositive("--hidden", hidden);
        Arguments.requirePositive("--layers", layers);
        requireGiven("--reset-gate", resetGate);
        Arguments.requirePositive("--batch", batch);
        Arguments.requireFinitePositive("--lr", learningRate);
        Arguments.requireFraction("--dropout", dropout);
        Arguments.requireFraction("--label-smoothing", labelSmoothing);
        if (patience < 0) {
            throw new IllegalArgumentException("--patience: expected a number from 0 on but got " + patience);
        }
    }

    /**
     * Returns the model: bidirectional GRU layers, the mean over all frames, and a dense layer that scores each word.
     */
    ModelSpec model(int words) {
        GruSpec gru = GruSpec.builder(LogMel.BANDS, hidden)
                .numLayers(layers)
                .direction(Direction.BIDIRECTIONAL)
                .resetGate(resetGate)
                .dropout(layers > 1 ? dropout : 0)
                .build();
        List<LayerSpec> model = new ArrayList<>();
        model.add(LayerSpec.gru(gru));
        model.add(LayerSpec.pooling(gru.outputSize()));
        if (dropout > 0) {
            model.add(LayerSpec.dropout(gru.outputSize(), dropout));
        }
        model.add(LayerSpec.dense(gru.outputSize(), words));
        return new ModelSpec(model);
    }

    Schedule schedule() {
        return Schedule.cosine(learningRate, SpeechDefaults.WARM_UP);
    }
}
