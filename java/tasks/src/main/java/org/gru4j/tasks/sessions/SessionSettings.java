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
 * What determines the course of a training, besides its log and its budget. A run that resumes goes on with the same.
 *
 * @param loss what is learned from
 * @param samples items drawn in addition to a batch's targets, if the loss samples
 * @param hidden units of the GRU
 * @param embedding features of an item
 * @param batch sessions that are read side by side
 * @param sequenceLength clicks of a session between two updates of the parameters
 * @param dropout the probability of a zero in what the GRU reads, and in what it emits
 * @param learningRate at its peak
 * @param seed of the generated sessions, the initial parameters, and all that is drawn in training
 * @param sessionColumn of a log, as {@link ClickColumns} has it; so are the two after it
 * @param items of generated sessions, as {@link MarkovClicks} has it; so are the three after it
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
    /** What {@code train sessions} does unless told otherwise. */
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

    /** @throws IllegalArgumentException if a number is out of range; what is generated is checked when it is made */
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

    /** Embedding, GRU, and a score for each item; dropout before and after the GRU, if there is any. */
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

    /** Batches to learn from. */
    SessionParallel training(ItemSessions clicks) {
        return SessionParallel.endless(clicks, batch, sequenceLength, seed);
    }

    /** Batches to score, each of as many rows as leave the scores of all items a moderate size. */
    SessionParallel scoring(ItemSessions clicks, int itemCount) {
        long rows = SessionDefaults.SCORES_AT_ONCE / ((long) sequenceLength * itemCount);
        return SessionParallel.inOrder(clicks, (int) Math.max(1, Math.min(batch, rows)), sequenceLength);
    }
}
