package org.gru4j.interop.golden;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.gru4j.backend.reference.ReferenceStack;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.RecurrentLayerSpec;
import org.gru4j.layer.StackedCells;
import org.gru4j.model.ModelWeights;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RecurrentSpec;

/**
 * Takes the weights of a golden case from a model, and checks that the {@link GoldenFile} describes this model.
 */
final class GoldenWeights {
    private GoldenWeights() {}

    /**
     * Returns the description of the model's recurrent layer.
     *
     * @throws IllegalArgumentException if the model is not a single recurrent layer or stack
     */
    static RecurrentSpec spec(ModelWeights model) {
        List<LayerSpec> layers = model.spec().layers();
        if (layers.size() != 1 || !(layers.get(0) instanceof RecurrentLayerSpec recurrent)) {
            throw new IllegalArgumentException("model: expected a single recurrent layer but got "
                    + layers.stream().map(LayerSpec::kind).toList());
        }
        return recurrent.spec();
    }

    /**
     * Checks that the file describes the model.
     *
     * @throws IOException if it does not; the message names the file's key and both values
     */
    static void requireSame(RecurrentSpec model, RecurrentSpec file) throws IOException {
        requireSame("cell", name(model.cell()), name(file.cell()));
        requireSame(
                "linear_before_reset", model.cell() == RecurrentCell.GRU_AFTER, file.cell() == RecurrentCell.GRU_AFTER);
        requireSame("I", model.inputSize(), file.inputSize());
        requireSame("H", model.hiddenSize(), file.hiddenSize());
        requireSame("num_layers", model.numLayers(), file.numLayers());
        requireSame(
                "bidirectional",
                model.direction() == Direction.BIDIRECTIONAL,
                file.direction() == Direction.BIDIRECTIONAL);
        requireSame("direction", text(model.direction()), text(file.direction()));
        requireSame("bias", model.bias(), file.bias());
        if (model.zoneout() != 0) {
            throw new IOException(
                    "zoneout: expected 0, because golden files have none, but the model has " + model.zoneout());
        }
    }

    private static String name(RecurrentCell cell) {
        return cell.isGru() ? "gru" : cell.name().toLowerCase(Locale.ROOT);
    }

    private static String text(Direction direction) {
        return direction.name().toLowerCase(Locale.ROOT);
    }

    private static void requireSame(String key, Object model, Object file) throws IOException {
        if (!model.equals(file)) {
            throw new IOException(key + ": expected the model's " + model + " but got " + file);
        }
    }

    /** Returns the L·D weights of a model, in the order l0 forward, l0 reverse, l1 forward, … */
    static List<ReferenceStack.Weights> of(ModelWeights model) {
        RecurrentSpec spec = spec(model);
        String name = model.spec().layerNames().get(0);
        List<ReferenceStack.Weights> weights = new ArrayList<>();
        for (int k = 0; k < spec.kernelCount(); k++) {
            String prefix = StackedCells.prefix(name, spec, k);
            weights.add(new ReferenceStack.Weights(
                    doubles(model.values(prefix + ".W")),
                    doubles(model.values(prefix + ".U")),
                    spec.bias() ? doubles(model.values(prefix + ".b")) : null));
        }
        return weights;
    }

    private static double[] doubles(float[] floats) {
        double[] doubles = new double[floats.length];
        for (int k = 0; k < doubles.length; k++) {
            doubles[k] = floats[k];
        }
        return doubles;
    }
}
