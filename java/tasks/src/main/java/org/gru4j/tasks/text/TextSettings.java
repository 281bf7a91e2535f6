package org.gru4j.tasks.text;

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
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.ResetGate;

/**
 * The settings of a training on text. A resumed run keeps them.
 *
 * @param hidden units of each GRU layer
 * @param layers GRU layers
 * @param resetGate where the reset gate acts
 * @param embedding features of a character
 * @param batch places in the text that are read in parallel
 * @param sequenceLength steps between two updates of the parameters
 * @param learningRate at its peak
 * @param warmUp the fraction of the training in which the learning rate rises, in [0, 1)
 * @param clipNorm the global norm at which gradients are clipped
 * @param dropout the probability that an output of a GRU layer is hidden from the layer above
 * @param recurrentDropout the probability that a unit's state is hidden from the recurrent weights for a whole sequence
 * @param zoneout the probability that a unit keeps its state at a step
 * @param seed of the initial parameters, and of dropout and zoneout
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record TextSettings(
        int hidden,
        int layers,
        ResetGate resetGate,
        int embedding,
        int batch,
        int sequenceLength,
        @JsonProperty("lr") double learningRate,
        double warmUp,
        double clipNorm,
        double dropout,
        double recurrentDropout,
        double zoneout,
        long seed) {
    /** The defaults of {@code train text}. */
    public static final TextSettings DEFAULTS = new TextSettings(
            /* hidden= */ 224,
            /* layers= */ 1,
            /* resetGate= */ ResetGate.AFTER,
            /* embedding= */ 64,
            /* batch= */ 64,
            /* sequenceLength= */ 32,
            /* learningRate= */ 3e-3,
            /* warmUp= */ 0.05,
            /* clipNorm= */ 1,
            /* dropout= */ 0,
            /* recurrentDropout= */ 0,
            /* zoneout= */ 0,
            /* seed= */ 1);

    /** @throws IllegalArgumentException if a size or the learning rate is not positive, or a rate is not in [0, 1) */
    public TextSettings {
        Arguments.requirePositive("--hidden", hidden);
        Arguments.requirePositive("--layers", layers);
        requireGiven("--reset-gate", resetGate);
        Arguments.requirePositive("--embedding", embedding);
        Arguments.requirePositive("--batch", batch);
        Arguments.requirePositive("--sequence-length", sequenceLength);
        Arguments.requireFinitePositive("--lr", learningRate);
        Arguments.requireFraction("--dropout", dropout);
        Arguments.requireFraction("--recurrent-dropout", recurrentDropout);
        Arguments.requireFraction("--zoneout", zoneout);
    }

    /**
     * Returns the model: embedding, GRU, dropout if there is any, and a dense layer that scores each character of the
     * vocabulary.
     */
    ModelSpec model(int vocabularySize) {
        GruSpec gru = GruSpec.builder(embedding, hidden)
                .numLayers(layers)
                .resetGate(resetGate)
                .dropout(layers > 1 ? dropout : 0)
                .recurrentDropout(recurrentDropout)
                .zoneout(zoneout)
                .build();
        List<LayerSpec> all =
                new ArrayList<>(List.of(LayerSpec.embedding(vocabularySize, embedding), LayerSpec.gru(gru)));
        if (dropout > 0) {
            all.add(LayerSpec.dropout(gru.outputSize(), dropout));
        }
        all.add(LayerSpec.dense(gru.outputSize(), vocabularySize));
        return new ModelSpec(all);
    }

    Schedule schedule() {
        return Schedule.cosine(learningRate, warmUp);
    }

    /** Returns the number of characters in a batch. */
    long charactersPerStep() {
        return (long) batch * sequenceLength;
    }
}
