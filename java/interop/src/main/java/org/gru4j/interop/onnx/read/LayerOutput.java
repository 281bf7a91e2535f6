package org.gru4j.interop.onnx.read;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.interop.onnx.format.OnnxActivation;
import org.gru4j.interop.onnx.format.OnnxFault;
import org.gru4j.interop.onnx.format.RecurrentLayer;
import org.jspecify.annotations.Nullable;

/**
 * What a graph computes of its input, apart from how its numbers are arranged. Compared by identity: the same signal
 * is one object.
 */
abstract sealed class LayerOutput
        permits LayerOutput.Input,
                LayerOutput.InitialStates,
                States,
                LayerOutput.Layer,
                LayerOutput.Activated,
                LayerOutput.OfLengths {
    /**
     * What of a signal its features are made of, outermost first: one axis of their own, two of a layer of two
     * directions.
     */
    List<AxisFactor> features() {
        throw new OnnxFault("expected a sequence of features but got " + describe());
    }

    abstract String describe();

    /** How many directions lie side by side in it. */
    int directions() {
        return 1;
    }

    /** Some of its directions. */
    LayerOutput directions(int from, int to) {
        throw new OnnxFault("expected directions of a layer but got " + describe());
    }

    /** Its directions and then another's; null if they do not belong side by side. */
    @Nullable
    LayerOutput beside(LayerOutput other) {
        return null;
    }

    /** How many features there are. */
    final int size() {
        return (int)
                Dim.product(features().stream().map(AxisFactor::size).toList()).factor();
    }

    /** An input of the graph, whatever it is for. */
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
                        + "': expected floats of three axes, the last of a known size, but got "
                        + (integers ? "integers " : "floats ") + dims);
            }
            return AxisFactor.features(dims.get(2).factor());
        }

        @Override
        String describe() {
            return "input '" + name + "'";
        }
    }

    /** Some of the initial states that inputs give. */
    static final class InitialStates extends LayerOutput {
        @Override
        String describe() {
            return "a part of the initial states";
        }
    }

    /** What another one becomes by a layer. */
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
            return "what " + node + " gives";
        }
    }

    /** Rows of W [V,E]. */
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

    /** x·W + b, W [I,O]; no b where none has been added. */
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

    /** The outputs of one or more directions over the same input, side by side. */
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
     * One direction of a recurrent layer.
     *
     * @param layer with the one direction as its direction
     * @param b null if there is none
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

    /** The mean over the steps, whose features lie as those of the steps do: two directions stay side by side. */
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

    /** An activation, which can only be the last thing. */
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
            return "what " + node + " gives, after which no layer can come";
        }
    }

    /** What is computed of the valid lengths of rows, and with them. */
    static final class OfLengths extends LayerOutput {
        enum Kind {
            /** 0 … T−1. */
            STEPS,
            /** Whether a step is before a row's end. */
            VALID,
            /** Whether a row has any step. */
            ANY,
            /** Steps of a row, at least 1. */
            COUNT,
            /** A sequence, zero past the rows' ends. */
            KEPT,
            /** The sum of such a sequence over its steps. */
            SUM
        }

        final Kind kind;
        /** Of {@link Kind#KEPT} and {@link Kind#SUM}; null of others. */
        private final @Nullable LayerOutput sequence;

        OfLengths(Kind kind, @Nullable LayerOutput sequence) {
            this.kind = kind;
            this.sequence = sequence;
        }

        /** The sequence that it is of. */
        LayerOutput sequence() {
            if (sequence == null) {
                throw new OnnxFault("expected a sequence but got " + describe());
            }
            return sequence;
        }

        @Override
        String describe() {
            return "what is computed of the rows' lengths";
        }
    }
}
