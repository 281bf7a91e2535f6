package org.gru4j.cli.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.gru4j.layer.DenseLayer;
import org.gru4j.layer.DropoutLayer;
import org.gru4j.layer.EmbeddingLayer;
import org.gru4j.layer.FinalStatesLayer;
import org.gru4j.layer.GruLayer;
import org.gru4j.layer.ItemScoresLayer;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.PoolingLayer;
import org.gru4j.layer.RnnLayer;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RnnSpec;

/** Describes a model for people, with one line per layer. */
public final class ModelDescription {
    private ModelDescription() {}

    /** Returns one line per layer with its name, and a line with the number of parameters. */
    public static List<String> of(ModelWeights weights) {
        ModelSpec spec = weights.spec();
        List<String> names = spec.layerNames();
        List<String> lines = new ArrayList<>();
        for (int k = 0; k < names.size(); k++) {
            lines.add(
                    String.format("  %-12s %s", names.get(k), text(spec.layers().get(k))));
        }
        lines.add(String.format(Locale.ROOT, "  %,d parameters", parameters(weights)));
        return lines;
    }

    /** Returns the number of parameters. */
    public static long parameters(ModelWeights weights) {
        return weights.names().stream()
                .mapToLong(name -> weights.shape(name).size())
                .sum();
    }

    private static String text(LayerSpec layer) {
        if (layer instanceof EmbeddingLayer e) {
            return e.vocabularySize() + " tokens → " + e.size();
        }
        if (layer instanceof GruLayer g) {
            GruSpec spec = g.spec();
            return recurrent(spec.inputSize(), spec.hiddenSize(), spec.numLayers(), spec.direction(), spec.bias())
                    + ", reset gate " + spec.resetGate().name().toLowerCase(Locale.ROOT) + " the product";
        }
        if (layer instanceof RnnLayer r) {
            RnnSpec spec = r.spec();
            return recurrent(spec.inputSize(), spec.hiddenSize(), spec.numLayers(), spec.direction(), spec.bias());
        }
        if (layer instanceof DenseLayer d) {
            return d.inputSize() + " → " + d.outputSize();
        }
        if (layer instanceof ItemScoresLayer i) {
            return i.inputSize() + " → the scores of " + i.count() + " items";
        }
        if (layer instanceof DropoutLayer d) {
            return "of " + d.rate();
        }
        if (layer instanceof FinalStatesLayer f) {
            return switch (f.direction()) {
                case FORWARD -> "the last step";
                case REVERSE -> "the first step";
                case BIDIRECTIONAL -> "the last step of the forward half, the first of the reverse half";
            };
        }
        return layer instanceof PoolingLayer ? "the mean over the steps" : layer.toString();
    }

    private static String recurrent(int inputSize, int hiddenSize, int numLayers, Direction direction, boolean bias) {
        return inputSize + " → " + hiddenSize + " units" + (numLayers > 1 ? " × " + numLayers + " layers" : "")
                + (direction == Direction.FORWARD ? "" : ", " + direction.name().toLowerCase(Locale.ROOT))
                + (bias ? "" : ", no bias");
    }
}
