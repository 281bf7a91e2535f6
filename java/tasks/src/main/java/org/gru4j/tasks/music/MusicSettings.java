package org.gru4j.tasks.music;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.gru4j.argument.Arguments;
import org.gru4j.layer.LayerSpec;
import org.gru4j.model.ModelSpec;
import org.gru4j.optim.OptimizerSpec;
import org.gru4j.optim.Schedule;
import org.gru4j.tasks.run.SettingsByName;

/**
 * The settings of a training on music. A resumed run keeps them.
 *
 * @param cell the recurrent units
 * @param hidden units of each recurrent layer
 * @param layers recurrent layers
 * @param batch pieces in a training step
 * @param learningRate before it is reduced
 * @param inputDropout the probability that a key is hidden from the model in a frame
 * @param dropout the probability that a unit's output is hidden from the layer above at a step
 * @param recurrentDropout the probability that a unit's state is hidden from the recurrent weights for a whole piece
 * @param zoneout the probability that a unit keeps its state at a step
 * @param weightDecay of AdamW
 * @param patience epochs without a better validation that are allowed before training ends
 * @param framesPerBeat of MIDI files, read and written
 * @param seed of the initial parameters, of the order of pieces, of dropout, and of the generated piece
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record MusicSettings(
        MusicCell cell,
        int hidden,
        int layers,
        int batch,
        @JsonProperty("lr") double learningRate,
        double inputDropout,
        double dropout,
        double recurrentDropout,
        double zoneout,
        double weightDecay,
        int patience,
        int framesPerBeat,
        long seed) {
    /** The defaults of {@code train music}. */
    public static final MusicSettings DEFAULTS = new MusicSettings(
            /* cell= */ MusicCell.GRU,
            /* hidden= */ 256,
            /* layers= */ 1,
            /* batch= */ 4,
            /* learningRate= */ 2e-3,
            /* inputDropout= */ 0.05,
            /* dropout= */ 0.3,
            /* recurrentDropout= */ 0.4,
            /* zoneout= */ 0,
            /* weightDecay= */ 0,
            /* patience= */ 12,
            /* framesPerBeat= */ 2,
            /* seed= */ 1);

    /**
     * @throws IllegalArgumentException if a size or the learning rate is not positive, a rate is not in [0, 1), or a
     *     cell other than the GRU has recurrent dropout or zoneout
     */
    public MusicSettings {
        Objects.requireNonNull(cell, "cell");
        Arguments.requirePositive("--hidden", hidden);
        Arguments.requirePositive("--layers", layers);
        Arguments.requirePositive("--batch", batch);
        Arguments.requireFinitePositive("--lr", learningRate);
        Arguments.requireFraction("--input-dropout", inputDropout);
        Arguments.requireFraction("--dropout", dropout);
        Arguments.requireFraction("--recurrent-dropout", recurrentDropout);
        Arguments.requireFraction("--zoneout", zoneout);
        requireGru("--recurrent-dropout", recurrentDropout, cell);
        requireGru("--zoneout", zoneout, cell);
        if (!(weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("--weight-decay: expected a number from 0 on but got " + weightDecay);
        }
        Arguments.requirePositive("--patience", patience);
        Arguments.requirePositive("--frames-per-beat", framesPerBeat);
    }

    private static void requireGru(String option, double value, MusicCell cell) {
        if (value > 0 && cell != MusicCell.GRU) {
            throw new IllegalArgumentException(option + ": expected 0 but got " + value + ": it works only in GRUs,"
                    + " not with --cell " + cell.key());
        }
    }

    /**
     * Returns the model: recurrent layers, dropout around each, and a dense layer that outputs a logit for each key.
     */
    ModelSpec model() {
        List<LayerSpec> model = new ArrayList<>();
        if (inputDropout > 0) {
            model.add(LayerSpec.dropout(PianoRoll.KEYS, inputDropout));
        }
        for (int l = 0; l < layers; l++) {
            model.add(cell.layer(inputSizeOf(l), this));
            if (dropout > 0) {
                model.add(LayerSpec.dropout(hidden, dropout));
            }
        }
        model.add(LayerSpec.dense(hidden, PianoRoll.KEYS));
        return new ModelSpec(model);
    }

    private int inputSizeOf(int layer) {
        return layer == 0 ? PianoRoll.KEYS : hidden;
    }

    /** Returns the number of parameters of {@link #model}. */
    long parameterCount() {
        long count = (hidden + 1L) * PianoRoll.KEYS;
        for (int l = 0; l < layers; l++) {
            count += cell.parameterCount(inputSizeOf(l), this);
        }
        return count;
    }

    /**
     * Returns a copy with another cell and the number of units that brings the model's number of parameters closest to
     * {@code parameters}.
     *
     * @param parameters the target; if it is too small, the model has one unit
     */
    MusicSettings with(MusicCell other, long parameters) {
        MusicSettings below = with(other, 1);
        MusicSettings above = below;
        while (above.parameterCount() < parameters) {
            below = above;
            above = with(other, above.hidden + 1);
        }
        return parameters - below.parameterCount() < above.parameterCount() - parameters ? below : above;
    }

    /** Returns a copy with another cell. Recurrent dropout and zoneout are removed unless it is the GRU. */
    public MusicSettings with(MusicCell other) {
        return other == MusicCell.GRU ? with(other, hidden) : withoutMasks().with(other, hidden);
    }

    /** Returns a copy without recurrent dropout and zoneout, which only GRUs have. */
    MusicSettings withoutMasks() {
        return SettingsByName.with(this, Map.of("recurrent_dropout", 0.0, "zoneout", 0.0));
    }

    private MusicSettings with(MusicCell other, int units) {
        return SettingsByName.with(this, Map.of("cell", other, "hidden", units));
    }

    OptimizerSpec optimizer() {
        return new OptimizerSpec.AdamW(weightDecay);
    }

    Schedule schedule() {
        return new Schedule.Plateau(learningRate, MusicDefaults.REDUCTION, patience / MusicDefaults.REDUCTIONS, 0, 0);
    }
}
