package org.gru4j.layer;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Objects;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RnnCell;
import org.gru4j.recurrent.RnnSpec;

/** A layer, described apart from its parameters, so that it can be written into a checkpoint. Immutable. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "layer")
@JsonSubTypes({
    @JsonSubTypes.Type(value = LayerSpec.OfEmbedding.class, name = "embedding"),
    @JsonSubTypes.Type(value = LayerSpec.OfGru.class, name = "gru"),
    @JsonSubTypes.Type(value = LayerSpec.OfRnn.class, name = "rnn"),
    @JsonSubTypes.Type(value = LayerSpec.OfDense.class, name = "dense"),
    @JsonSubTypes.Type(value = LayerSpec.OfPooling.class, name = "pooling"),
    @JsonSubTypes.Type(value = LayerSpec.OfFinalStates.class, name = "final"),
    @JsonSubTypes.Type(value = LayerSpec.OfItems.class, name = "items"),
    @JsonSubTypes.Type(value = LayerSpec.OfDropout.class, name = "dropout")})
public sealed interface LayerSpec {
    /** Token ids in, E features out. */
    record OfEmbedding(int vocabularySize, int size) implements LayerSpec {
        public OfEmbedding {
            require("embedding vocabularySize", vocabularySize);
            require("embedding size", size);
        }

        @Override
        public String kind() {
            return "embedding";
        }

        @Override
        public int outputFeatures() {
            return size;
        }
    }

    /** A {@link GruSpec}. */
    record OfGru(GruSpec spec) implements LayerSpec {
        public OfGru {
            Objects.requireNonNull(spec, "spec");
        }

        @Override
        public String kind() {
            return "gru";
        }

        @Override
        public int outputFeatures() {
            return spec.outputSize();
        }
    }

    /** A {@link RnnSpec}; its parameters are named after {@code lstm} or, of tanh units, {@code rnn}. */
    record OfRnn(RnnSpec spec) implements LayerSpec {
        public OfRnn {
            Objects.requireNonNull(spec, "spec");
        }

        @Override
        public String kind() {
            return spec.cell() == RnnCell.LSTM ? "lstm" : "rnn";
        }

        @Override
        public int outputFeatures() {
            return spec.outputSize();
        }
    }

    /** I features in, O out. */
    record OfDense(int inputSize, int outputSize) implements LayerSpec {
        public OfDense {
            require("dense inputSize", inputSize);
            require("dense outputSize", outputSize);
        }

        @Override
        public String kind() {
            return "dense";
        }

        @Override
        public int outputFeatures() {
            return outputSize;
        }
    }

    /**
     * {@link Dropout}: as many features out as in.
     *
     * @param rate the probability of a zero, in [0, 1)
     */
    record OfDropout(int size, double rate) implements LayerSpec {
        public OfDropout {
            require("dropout size", size);
            if (!(rate >= 0 && rate < 1)) {
                throw new IllegalArgumentException("dropout rate must be from 0 to below 1, got " + rate);
            }
        }

        @Override
        public String kind() {
            return "dropout";
        }

        @Override
        public int outputFeatures() {
            return size;
        }
    }

    /** A layer that makes a single step of all steps of a sequence, with as many features. */
    sealed interface SingleStep extends LayerSpec {
        int size();

        @Override
        default int outputFeatures() {
            return size();
        }
    }

    /** The mean over the valid steps of a sequence: I features in at each step, I out at a single one. */
    record OfPooling(int size) implements SingleStep {
        public OfPooling {
            require("pooling size", size);
        }

        @Override
        public String kind() {
            return "pooling";
        }
    }

    /**
     * {@link FinalStates} of the recurrent layer below, dropout between them or not: I features in at each step, I out at
     * a single one.
     *
     * @param direction that of the recurrent layer
     */
    record OfFinalStates(int size, Direction direction) implements SingleStep {
        public OfFinalStates {
            require("final size", size);
            Objects.requireNonNull(direction, "direction");
            if (size % direction.count() != 0) {
                throw new IllegalArgumentException("final size must be even, the same for both directions, got "
                        + size);
            }
        }

        /** After such a layer. */
        public static OfFinalStates after(GruSpec spec) {
            return new OfFinalStates(spec.outputSize(), spec.direction());
        }

        /** After such a layer. */
        public static OfFinalStates after(RnnSpec spec) {
            return new OfFinalStates(spec.outputSize(), spec.direction());
        }

        @Override
        public String kind() {
            return "final";
        }
    }

    /** I features in, a score for each of V items out; in training, for a few of them if the loss samples. */
    record OfItems(int inputSize, int count) implements LayerSpec {
        public OfItems {
            require("items inputSize", inputSize);
            require("items count", count);
        }

        @Override
        public String kind() {
            return "items";
        }

        @Override
        public int outputFeatures() {
            return count;
        }
    }

    /** What the layer's parameters are named after. */
    String kind();

    /** The features that it emits at each step. */
    int outputFeatures();

    private static void require(String what, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(what + " must be positive, got " + value);
        }
    }
}
