package org.gru4j.cli.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.gru4j.layer.LayerSpec;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RnnSpec;

/** A model in words for its user: a line a layer. */
public final class ModelDescription {
    private ModelDescription() {}

    /** The layers with their names, and the number of parameters. */
    public static List<String> of(ModelWeights weights) {
        ModelSpec spec = weights.spec();
        List<String> names = spec.layerNames();
        List<String> lines = new ArrayList<>();
        for (int k = 0; k < names.size(); k++) {
            lines.add(String.format("  %-12s %s", names.get(k), text(spec.layers().get(k))));
        }
        lines.add(String.format(Locale.ROOT, "  %,d parameters", parameters(weights)));
        return lines;
    }

    /** How many numbers there are. */
    public static long parameters(ModelWeights weights) {
        return weights.names().stream().mapToLong(name -> weights.shape(name).size()).sum();
    }

    private static String text(LayerSpec layer) {
        if (layer instanceof LayerSpec.OfEmbedding e) {
            return e.vocabularySize() + " tokens → " + e.size();
        }
        if (layer instanceof LayerSpec.OfGru g) {
            GruSpec spec = g.spec();
            return recurrent(spec.inputSize(), spec.hiddenSize(), spec.numLayers(), spec.direction(), spec.bias())
                    + ", reset gate " + spec.resetGate().name().toLowerCase(Locale.ROOT) + " the product";
        }
        if (layer instanceof LayerSpec.OfRnn r) {
            RnnSpec spec = r.spec();
            return recurrent(spec.inputSize(), spec.hiddenSize(), spec.numLayers(), spec.direction(), spec.bias());
        }
        if (layer instanceof LayerSpec.OfDense d) {
            return d.inputSize() + " → " + d.outputSize();
        }
        if (layer instanceof LayerSpec.OfItems i) {
            return i.inputSize() + " → the scores of " + i.count() + " items";
        }
        if (layer instanceof LayerSpec.OfDropout d) {
            return "of " + d.rate();
        }
        if (layer instanceof LayerSpec.OfFinalStates f) {
            return switch (f.direction()) {
                case FORWARD -> "the last step";
                case REVERSE -> "the first step";
                case BIDIRECTIONAL -> "the last step of the forward half, the first of the reverse half";
            };
        }
        return "the mean over the steps";
    }

    private static String recurrent(int inputSize, int hiddenSize, int numLayers, Direction direction, boolean bias) {
        return inputSize + " → " + hiddenSize + " units" + (numLayers > 1 ? " × " + numLayers + " layers" : "")
                + (direction == Direction.FORWARD ? "" : ", " + direction.name().toLowerCase(Locale.ROOT))
                + (bias ? "" : ", no bias");
    }
}
