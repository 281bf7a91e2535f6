package org.gru4j.interop.pytorch;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.gru4j.layer.DenseLayer;
import org.gru4j.layer.EmbeddingLayer;
import org.gru4j.layer.FinalStatesLayer;
import org.gru4j.layer.ItemScoresLayer;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.PoolingLayer;
import org.gru4j.layer.RecurrentLayerSpec;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RecurrentSpec;
import org.gru4j.safetensors.ShapedFloats;
import org.gru4j.tensor.Shape;

/**
 * Converts the parameters of a layer to those of PyTorch's module and back. Names have no prefix of the layer or
 * module.
 */
final class PyTorchLayer {
    private PyTorchLayer() {}

    /**
     * Returns the names and shapes of the module's parameters; empty for layers without parameters.
     *
     * @throws org.gru4j.tensor.ShapeException if a shape is too large
     */
    static Map<String, Shape> shapes(LayerSpec layer) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        if (layer instanceof RecurrentLayerSpec recurrent) {
            return PyTorchStack.of(recurrent.spec()).shapes();
        }
        if (layer instanceof EmbeddingLayer embedding) {
            shapes.put("weight", Shape.of(embedding.vocabularySize(), embedding.size()));
        } else if (layer instanceof DenseLayer dense) {
            shapes.put("weight", Shape.of(dense.outputSize(), dense.inputSize()));
            shapes.put("bias", Shape.of(dense.outputSize()));
        } else if (layer instanceof ItemScoresLayer items) {
            shapes.put("weight", Shape.of(items.count(), items.inputSize()));
            shapes.put("bias", Shape.of(items.count()));
        }
        return shapes;
    }

    /**
     * Returns the layer's parameters by name, such as {@code W}.
     *
     * @param theirs returns the module's parameters by name
     */
    static Map<String, float[]> fromPyTorch(LayerSpec layer, Function<String, float[]> theirs) {
        if (layer instanceof RecurrentLayerSpec recurrent) {
            return PyTorchStack.of(recurrent.spec()).fromPyTorch(theirs);
        }
        Map<String, float[]> values = new LinkedHashMap<>();
        if (layer instanceof DenseLayer dense) {
            values.put("W", transposed(theirs.apply("weight"), dense.outputSize()));
            values.put("b", theirs.apply("bias"));
        } else {
            shapes(layer).keySet().forEach(name -> values.put(name.equals("weight") ? "W" : "b", theirs.apply(name)));
        }
        return values;
    }

    /**
     * Returns the module's parameters by name, such as {@code weight}.
     *
     * @param ours returns the layer's parameters by name
     * @throws IllegalArgumentException if PyTorch has no such module
     */
    static Map<String, ShapedFloats> toPyTorch(LayerSpec layer, Function<String, float[]> ours) {
        if (layer instanceof RecurrentLayerSpec recurrent) {
            requireModule(recurrent.spec());
            return PyTorchStack.of(recurrent.spec()).toPyTorch(ours);
        }
        Map<String, Shape> shapes = shapes(layer);
        if (shapes.isEmpty() && !isLeftOut(layer)) {
            throw new IllegalArgumentException(layer.getClass().getName()
                    + ": expected embedding, gru, lstm, rnn, dense, items, dropout, pooling or final states; other"
                    + " layers can't be written for PyTorch");
        }
        Map<String, ShapedFloats> theirs = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> {
            float[] values = ours.apply(name.equals("weight") ? "W" : "b");
            boolean dense = layer instanceof DenseLayer && name.equals("weight");
            theirs.put(name, new ShapedFloats(shape, dense ? transposed(values, shape.dim(1)) : values));
        });
        return theirs;
    }

    /** Returns whether a layer has no tensors in a state dict. */
    private static boolean isLeftOut(LayerSpec layer) {
        return layer.actsInTrainingOnly() || layer instanceof PoolingLayer || layer instanceof FinalStatesLayer;
    }

    private static void requireModule(RecurrentSpec spec) {
        if (spec.direction() == Direction.REVERSE) {
            String module = spec.cell().isGru() ? "nn.GRU" : "nn.LSTM or nn.RNN";
            throw new IllegalArgumentException("direction: expected FORWARD or BIDIRECTIONAL but got REVERSE:"
                    + " PyTorch's " + module + " can't read only in reverse");
        }
        if (spec.cell() == RecurrentCell.GRU_BEFORE) {
            throw new IllegalArgumentException("resetGate: expected AFTER but got BEFORE"
                    + ": PyTorch's nn.GRU resets after the product, which is another model");
        }
        if (spec.zoneout() != 0) {
            throw new IllegalArgumentException("zoneout: expected 0 but got " + spec.zoneout()
                    + ": PyTorch's nn.GRU has no zoneout, so its results would differ");
        }
    }

    /** Returns the transpose [C,R] of a matrix [R,C]; {@code rows} is R. */
    private static float[] transposed(float[] matrix, int rows) {
        int columns = matrix.length / rows;
        float[] transposed = new float[matrix.length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                transposed[c * rows + r] = matrix[r * columns + c];
            }
        }
        return transposed;
    }
}
