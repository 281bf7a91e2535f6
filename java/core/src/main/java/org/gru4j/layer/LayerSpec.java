package org.gru4j.layer;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Objects;
import org.gru4j.gru.GruSpec;
import org.gru4j.rnn.RnnCell;
import org.gru4j.rnn.RnnSpec;

/** A layer, described apart from its parameters, so that it can be written into a checkpoint. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "layer")
@JsonSubTypes({
    @JsonSubTypes.Type(value = LayerSpec.OfEmbedding.class, name = "embedding"),
    @JsonSubTypes.Type(value = LayerSpec.OfGru.class, name = "gru"),
    @JsonSubTypes.Type(value = LayerSpec.OfRnn.class, name = "rnn"),
    @JsonSubTypes.Type(value = LayerSpec.OfDense.class, name = "dense")})
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
