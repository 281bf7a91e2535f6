package org.gru4j.tasks.sessions;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.gru4j.argument.Arguments;
import org.gru4j.layer.LayerSpec;
import org.gru4j.model.ModelSpec;
import org.gru4j.optim.Schedule;
import org.gru4j.recurrent.GruSpec;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a training on sessions. A resumed run keeps them.
 *
 * @param loss the training loss
 * @param samples items drawn in addition to a batch's targets, if the loss uses samples
 * @param hidden units of the GRU
 * @param embedding features of an item
 * @param batch sessions that are read in parallel
 * @param sequenceLength clicks of a session between two updates of the parameters
 * @param dropout the dropout probability on the GRU's inputs and outputs
 * @param learningRate at its peak
 * @param seed of the synthetic sessions, the initial parameters, dropout and sampled items
 * @param sessionColumn see {@link ClickColumns}, as for the two settings after it
 * @param items of synthetic sessions, see {@link MarkovClicks}, as for the three settings after it
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record SessionSettings(
        SessionLoss loss,
        int samples,
        int hidden,
        int embedding,
        int batch,
        int sequenceLength,
        double dropout,
        @JsonProperty("lr") double learningRate,
        long seed,
        @Nullable String sessionColumn,
        @Nullable String itemColumn,
        @Nullable String timeColumn,
        int items,
        int sessions,
        int successors,
        double skew) {
    /** The defaults of {@code train sessions}. */
    public static final SessionSettings DEFAULTS = new SessionSettings(
            /* loss= */ SessionLoss.SAMPLED_SOFTMAX,
            /* samples= */ 512,
            /* hidden= */ 100,
            /* embedding= */ 64,
            /* batch= */ 128,
            /* sequenceLength= */ 4,
            /* dropout= */ 0,
            /* learningRate= */ 5e-3,
            /* seed= */ 1,
            /* sessionColumn= */ null,
            /* itemColumn= */ null,
            /* timeColumn= */ null,
            /* items= */ 500,
            /* sessions= */ 20_000,
            /* successors= */ 3,
            /* skew= */ 1.5);

    /**
     * @throws IllegalArgumentException if a number is out of range. The settings of synthetic sessions are checked when
     *     these are generated
     */
    public SessionSettings {
        Objects.requireNonNull(loss, "loss");
        Arguments.requireNotNegative("--samples", samples);
        Arguments.requirePositive("--hidden", hidden);
        Arguments.requirePositive("--embedding", embedding);
        Arguments.requirePositive("--batch", batch);
        Arguments.requirePositive("--sequence-length", sequenceLength);
        Arguments.requireFraction("--dropout", dropout);
        Arguments.requireFinitePositive("--lr", learningRate);
    }

    ClickColumns columns() {
        return new ClickColumns(sessionColumn, itemColumn, timeColumn);
    }

    MarkovClicks generator() {
        return new MarkovClicks(items, sessions, successors, skew, seed);
    }

    /**
     * Returns the model: embedding, GRU, a score for each item, and dropout before and after the GRU if there is any.
     */
    ModelSpec model(int itemCount) {
        List<LayerSpec> layers = new ArrayList<>();
        layers.add(LayerSpec.embedding(itemCount, embedding));
        if (dropout > 0) {
            layers.add(LayerSpec.dropout(embedding, dropout));
        }
        layers.add(LayerSpec.gru(GruSpec.of(embedding, hidden)));
        if (dropout > 0) {
            layers.add(LayerSpec.dropout(hidden, dropout));
        }
        layers.add(LayerSpec.itemScores(hidden, itemCount));
        return new ModelSpec(layers);
    }

    Schedule schedule() {
        return Schedule.cosine(learningRate, SessionDefaults.WARM_UP);
    }

    /** Returns the batches for training. */
    SessionParallel training(ItemSessions clicks) {
        return SessionParallel.endless(clicks, batch, sequenceLength, seed);
    }

    /**
     * Returns the batches for scoring. The number of rows is limited so that the scores of all items need a moderate
     * amount of memory.
     */
    SessionParallel scoring(ItemSessions clicks, int itemCount) {
        long rows = SessionDefaults.SCORES_AT_ONCE / ((long) sequenceLength * itemCount);
        return SessionParallel.inOrder(clicks, (int) Math.max(1, Math.min(batch, rows)), sequenceLength);
    }
}
