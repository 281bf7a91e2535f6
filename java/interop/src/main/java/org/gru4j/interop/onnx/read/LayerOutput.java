package org.gru4j.interop.onnx.read;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.interop.onnx.format.OnnxActivation;
import org.gru4j.interop.onnx.format.OnnxFault;
import org.gru4j.interop.onnx.format.RecurrentLayer;
import org.jspecify.annotations.Nullable;

/**
 * A signal: what a graph computes from its input, independent of the arrangement of the numbers. Signals are compared
 * by identity.
 */
abstract sealed class LayerOutput
        permits LayerOutput.Input,
                LayerOutput.InitialStates,
                States,
                LayerOutput.Layer,
                LayerOutput.Activated,
                LayerOutput.OfLengths {
    /**
     * Returns the factors of the features, outermost first: one, or two for a layer with two directions.
     *
     * @throws OnnxFault if the signal is not a sequence of features
     */
    List<AxisFactor> features() {
        throw new OnnxFault("expected a sequence of features but got " + describe());
    }

    /** Returns a phrase for errors. */
    abstract String describe();

    /** Returns the number of directions that are concatenated in it. */
    int directions() {
        return 1;
    }

    /** Returns the directions {@code from … to−1}. */
    LayerOutput directions(int from, int to) {
        throw new OnnxFault("expected directions of a layer but got " + describe());
    }

    /** Returns the directions of this signal followed by those of another; null if they can't be concatenated. */
    @Nullable
    LayerOutput beside(LayerOutput other) {
        return null;
    }

    /** Returns the number of features. */
    final int size() {
        return (int)
                Dim.product(features().stream().map(AxisFactor::size).toList()).factor();
    }

    /** An input of the graph: a sequence, token ids, lengths or states. */
    static final class Input extends LayerOutput {
        final String name;
        final List<Dim> dims;
        final boolean integers;

        Input(String name, List<Dim> dims, boolean integers) {
            this.name = name;
            this.dims = dims;
            this.integers = integers;
        }

        @Override
        List<AxisFactor> features() {
            if (integers || dims.size() != 3 || !dims.get(2).isNumber()) {
                throw new OnnxFault("input '" + name
                        + "': expected floats with three axes, the last one with a known size, but got "
                        + (integers ? "integers " : "floats ") + dims);
            }
            return AxisFactor.features(dims.get(2).factor());
        }

        @Override
        String describe() {
            return "input '" + name + "'";
        }
    }

    /** A part of the initial states from inputs. */
    static final class InitialStates extends LayerOutput {
        @Override
        String describe() {
            return "a part of the initial states";
        }
    }

    /** The output of a layer. */
    abstract static sealed class Layer extends LayerOutput {
        final LayerOutput source;
        /** The node that computes it. */
        final String node;

        Layer(LayerOutput source, String node) {
            this.source = source;
            this.node = node;
        }

        @Override
        String describe() {
            return "the output of " + node;
        }
    }

    /** The output of an embedding: rows of W [V,E]. */
    static final class Embedding extends Layer {
        final Weights w;

        Embedding(LayerOutput source, String node, Weights w) {
            super(source, node);
            this.w = w;
        }

        @Override
        List<AxisFactor> features() {
            return AxisFactor.features(w.dim(1));
        }
    }

    /** The output of a dense layer: x·W + b with W [I,O]; b is null until a node adds one. */
    static final class Dense extends Layer {
        final Weights w;
        final float @Nullable [] b;

        Dense(LayerOutput source, String node, Weights w, float @Nullable [] b) {
            super(source, node);
            this.w = w;
            this.b = b;
        }

        @Override
        List<AxisFactor> features() {
            return AxisFactor.features(w.dim(1));
        }
    }

    /** The concatenated outputs of one or more directions that read the same input. */
    static final class Recurrent extends Layer {
        final List<Run> runs;

        Recurrent(LayerOutput source, String node, List<Run> runs) {
            super(source, node);
            this.runs = List.copyOf(runs);
        }

        int hiddenSize() {
            return runs.get(0).layer().hiddenSize();
        }

        @Override
        List<AxisFactor> features() {
            return AxisFactor.joined(runs.size(), hiddenSize());
        }

        @Override
        int directions() {
            return runs.size();
        }

        @Override
        Recurrent directions(int from, int to) {
            return new Recurrent(source, node, runs.subList(from, to));
        }

        @Override
        @Nullable
        Recurrent beside(LayerOutput other) {
            if (!(other instanceof Recurrent more) || more.source != source || more.hiddenSize() != hiddenSize()) {
                return null;
            }
            List<Run> all = new ArrayList<>(runs);
            all.addAll(more.runs);
            if (all.size() > 2) {
                throw new OnnxFault("expected at most two directions but got more of " + other.describe());
            }
            return new Recurrent(source, node, all);
        }
    }

    /**
     * One direction of a recurrent layer, with parameters in gru4j's layout.
     *
     * @param layer the layer with only this direction
     * @param w W [I,G,H]
     * @param u U [H,G,H]
     * @param b b; null if there is none
     * @param lengths whether the node reads the lengths of the rows
     */
    record Run(RecurrentLayer layer, float[] w, float[] u, float @Nullable [] b, boolean lengths) {
        boolean isReverse() {
            return layer.direction().isReverse(0);
        }
    }

    /** The final states of a recurrent layer's directions. */
    static final class Last extends Layer {
        final Recurrent layer;

        Last(Recurrent layer) {
            super(layer, layer.node);
            this.layer = layer;
        }

        @Override
        List<AxisFactor> features() {
            return layer.features();
        }
    }

    /** The mean over the steps. Its features are arranged like those of the steps. */
    static final class Pooled extends Layer {
        final boolean lengths;

        Pooled(LayerOutput source, String node, boolean lengths) {
            super(source, node);
            this.lengths = lengths;
        }

        @Override
        List<AxisFactor> features() {
            return source.features();
        }
    }

    /** The output of an activation, which no layer can read. */
    static final class Activated extends LayerOutput {
        final LayerOutput source;
        final String node;
        final OnnxActivation activation;

        Activated(LayerOutput source, String node, OnnxActivation activation) {
            this.source = source;
            this.node = node;
            this.activation = activation;
        }

        @Override
        String describe() {
            return "the output of " + node + ", which no layer can read";
        }
    }

    /** An intermediate result that is computed from the lengths of the rows. */
    static final class OfLengths extends LayerOutput {
        enum Kind {
            /** The numbers 0 … T−1. */
            STEPS,
            /** For each step of each row, whether it is valid. */
            VALID,
            /** For each row, whether it has any valid step. */
            ANY,
            /** For each row, the number of valid steps, but at least 1. */
            COUNT,
            /** A sequence with zeros beyond the length of each row. */
            KEPT,
            /** The sum of such a sequence over the steps. */
            SUM
        }

        final Kind kind;
        /** The sequence of {@link Kind#KEPT} and {@link Kind#SUM}; null for other kinds. */
        private final @Nullable LayerOutput sequence;

        OfLengths(Kind kind, @Nullable LayerOutput sequence) {
            this.kind = kind;
            this.sequence = sequence;
        }

        /** Returns the sequence that it is computed from. */
        LayerOutput sequence() {
            if (sequence == null) {
                throw new OnnxFault("expected a sequence but got " + describe());
            }
            return sequence;
        }

        @Override
        String describe() {
            return "a value computed from the lengths of the rows";
        }
    }
}
