package org.gru4j.interop.onnx;

import java.util.List;

/**
 * What a graph computes of its input, apart from how its numbers are arranged. Compared by identity: the same signal
 * is one object.
 */
abstract sealed class Signal {
    /**
     * What of a signal its features are made of, outermost first: one axis of their own, two of a layer of two
     * directions.
     */
    List<Atom> features() {
        throw new OnnxFault("expected a sequence of features but got " + describe());
    }

    abstract String describe();

    /** How many features there are. */
    final int size() {
        return (int) Dim.product(features().stream().map(Atom::size).toList()).factor();
    }

    /** An input of the graph, whatever it is for. */
    static final class Input extends Signal {
        final String name;
        final List<Dim> dims;
        final boolean integers;

        Input(String name, List<Dim> dims, boolean integers) {
            this.name = name;
            this.dims = dims;
            this.integers = integers;
        }

        @Override
        List<Atom> features() {
            if (integers || dims.size() != 3 || !dims.get(2).isNumber()) {
                throw new OnnxFault("input '" + name
                        + "': expected floats of three axes, the last of a known size, but got "
                        + (integers ? "integers " : "floats ") + dims);
            }
            return Atom.features(dims.get(2).factor());
        }

        @Override
        String describe() {
            return "input '" + name + "'";
        }
    }

    /** Some of the initial states that inputs give. */
    static final class States extends Signal {
        @Override
        String describe() {
            return "a part of the initial states";
        }
    }

    /** What another one becomes by a layer. */
    abstract static sealed class Layer extends Signal {
        final Signal source;
        /** The node that computes it. */
        final String node;

        Layer(Signal source, String node) {
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

        Embedding(Signal source, String node, Weights w) {
            super(source, node);
            this.w = w;
        }

        @Override
        List<Atom> features() {
            return Atom.features(w.dim(1));
        }
    }

    /** x·W + b, W [I,O]; no b where none has been added. */
    static final class Dense extends Layer {
        final Weights w;
        final float[] b;

        Dense(Signal source, String node, Weights w, float[] b) {
            super(source, node);
            this.w = w;
            this.b = b;
        }

        @Override
        List<Atom> features() {
            return Atom.features(w.dim(1));
        }
    }

    /** The outputs of one or more directions over the same input, side by side. */
    static final class Recurrent extends Layer {
        final List<Run> runs;

        Recurrent(Signal source, String node, List<Run> runs) {
            super(source, node);
            this.runs = List.copyOf(runs);
        }

        int hiddenSize() {
            return runs.get(0).layer().hiddenSize();
        }

        @Override
        List<Atom> features() {
            return Atom.joined(runs.size(), hiddenSize());
        }
    }

    /**
     * One direction of a recurrent layer.
     *
     * @param layer with the one direction as its direction
     * @param b null if there is none
     */
    record Run(RecurrentLayer layer, float[] w, float[] u, float[] b, boolean lengths) {
        boolean isReverse() {
            return layer.direction().isReverse(0);
        }
    }

    /** States after the last step. */
    static final class FinalStates extends Signal {
        final String node;

        FinalStates(String node) {
            this.node = node;
        }

        @Override
        String describe() {
            return "the final states of " + node;
        }
    }

    /** The mean over the steps. */
    static final class Pooled extends Layer {
        final boolean lengths;
        private final int size;

        Pooled(Signal source, String node, boolean lengths) {
            super(source, node);
            this.size = source.size();
            this.lengths = lengths;
        }

        @Override
        List<Atom> features() {
            return Atom.features(size);
        }
    }

    /** An activation, which can only be the last thing. */
    static final class Activated extends Signal {
        final Signal source;
        final String node;
        final OnnxActivation activation;

        Activated(Signal source, String node, OnnxActivation activation) {
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
    static final class OfLengths extends Signal {
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
        /** Of {@link Kind#KEPT} and {@link Kind#SUM}. */
        final Signal sequence;

        OfLengths(Kind kind, Signal sequence) {
            this.kind = kind;
            this.sequence = sequence;
        }

        @Override
        String describe() {
            return "what is computed of the rows' lengths";
        }
    }
}
