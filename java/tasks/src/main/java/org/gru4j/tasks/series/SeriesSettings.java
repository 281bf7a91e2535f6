package org.gru4j.tasks.series;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.ArrayList;
import java.util.List;
import org.gru4j.argument.Arguments;
import org.gru4j.layer.LayerSpec;
import org.gru4j.loss.QuantileLoss;
import org.gru4j.model.ModelSpec;
import org.gru4j.optim.Schedule;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.tasks.run.OptionChecks;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a training on a series. A resumed run keeps them.
 *
 * @param window W, the rows that a forecast reads
 * @param horizon the rows that a forecast predicts
 * @param columns the series' columns, to read and to predict; empty for all usable ones
 * @param quantiles to forecast: ascending, an odd number, the middle one 0.5
 * @param season of the seasonal naive forecast, in rows; null for the best one in the training part
 * @param hidden units of each GRU layer
 * @param layers GRU layers
 * @param resetGate where the reset gate acts
 * @param dropout the probability that a unit's output is hidden from the layer that reads it
 * @param batch windows in a batch
 * @param learningRate at its peak
 * @param patience validations without improvement that are allowed before training ends
 * @param seed of the initial parameters, of the order of the windows, and of dropout
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record SeriesSettings(
        int window,
        int horizon,
        List<String> columns,
        List<Double> quantiles,
        @Nullable Integer season,
        int hidden,
        int layers,
        ResetGate resetGate,
        double dropout,
        int batch,
        @JsonProperty("lr") double learningRate,
        int patience,
        long seed) {
    /** The defaults of {@code train series}. */
    public static final SeriesSettings DEFAULTS = new SeriesSettings(
            /* window= */ 60,
            /* horizon= */ 14,
            /* columns= */ List.of(),
            /* quantiles= */ List.of(0.1, 0.5, 0.9),
            /* season= */ null,
            /* hidden= */ 32,
            /* layers= */ 1,
            /* resetGate= */ ResetGate.AFTER,
            /* dropout= */ 0.2,
            /* batch= */ 32,
            /* learningRate= */ 4e-3,
            /* patience= */ 20,
            /* seed= */ 1);

    private static final double MEDIAN = 0.5;

    /** @throws IllegalArgumentException if a setting is invalid; the message names its option */
    public SeriesSettings {
        OptionChecks.requireGiven("--columns", columns);
        OptionChecks.requireGiven("--quantiles", quantiles);
        columns = List.copyOf(columns);
        quantiles = List.copyOf(quantiles);
        Arguments.requirePositive("--window", window);
        Arguments.requirePositive("--horizon", horizon);
        requireQuantiles(quantiles);
        if (season != null) {
            Arguments.requirePositive("--season", season);
        }
        Arguments.requirePositive("--hidden", hidden);
        Arguments.requirePositive("--layers", layers);
        OptionChecks.requireGiven("--reset-gate", resetGate);
        Arguments.requireFraction("--dropout", dropout);
        Arguments.requirePositive("--batch", batch);
        Arguments.requireFinitePositive("--lr", learningRate);
        if (patience < 0) {
            throw new IllegalArgumentException("--patience: expected a number from 0 on but got " + patience);
        }
    }

    private static void requireQuantiles(List<Double> quantiles) {
        double before = 0;
        boolean rising = true;
        for (double quantile : quantiles) {
            rising &= quantile > before && quantile < 1;
            before = quantile;
        }
        if (!rising || quantiles.size() % 2 == 0 || quantiles.get(quantiles.size() / 2) != MEDIAN) {
            throw new IllegalArgumentException("--quantiles: expected ascending numbers between 0 and 1, an odd count,"
                    + " with 0.5 in the middle, but got " + quantiles);
        }
    }

    /**
     * Returns the model: GRU layers and a dense layer after the last of them.
     *
     * @param targets C, the columns
     * @throws IllegalArgumentException if it would have too many outputs
     */
    ModelSpec model(int targets) {
        GruSpec gru = GruSpec.builder(2 * targets, hidden)
                .numLayers(layers)
                .resetGate(resetGate)
                .dropout(layers > 1 ? dropout : 0)
                .build();
        List<LayerSpec> all = new ArrayList<>(List.of(LayerSpec.gru(gru)));
        if (dropout > 0) {
            all.add(LayerSpec.dropout(gru.outputSize(), dropout));
        }
        all.add(LayerSpec.dense(gru.outputSize(), outputs(targets)));
        return new ModelSpec(all);
    }

    /** Returns the number of values in a forecast: horizon · C · quantiles. */
    private int outputs(int targets) {
        double values = (double) batch * window * horizon * targets * quantiles.size();
        if (values > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(String.format(
                    "--batch %d, --window %d, --horizon %d, %d columns and %d"
                            + " quantiles: expected a product of at most %d but got %.0f",
                    batch, window, horizon, targets, quantiles.size(), Integer.MAX_VALUE, values));
        }
        return horizon * targets * quantiles.size();
    }

    /** Returns {@link #quantiles} as an array. */
    double[] levels() {
        return quantiles.stream().mapToDouble(Double::doubleValue).toArray();
    }

    QuantileLoss loss() {
        return new QuantileLoss(levels());
    }

    Schedule schedule() {
        return Schedule.cosine(learningRate, SeriesDefaults.WARM_UP);
    }
}
