package org.gru4j.recurrent;

/**
 * The settings that all builders of recurrent specifications share. Starts with one forward layer with bias. Not
 * thread-safe.
 *
 * @param <B> the builder's own type, so that calls can be chained
 */
public abstract sealed class RecurrentSpecBuilder<B extends RecurrentSpecBuilder<B>>
        permits GruSpec.Builder, RnnSpec.Builder {
    final int inputSize;
    final int hiddenSize;
    int numLayers = 1;
    Direction direction = Direction.FORWARD;
    boolean bias = true;

    RecurrentSpecBuilder(int inputSize, int hiddenSize) {
        this.inputSize = inputSize;
        this.hiddenSize = hiddenSize;
    }

    abstract B self();

    /** Sets L, the number of layers of the stack. */
    public B numLayers(int value) {
        numLayers = value;
        return self();
    }

    /** Sets the order in which each layer reads its sequences. */
    public B direction(Direction value) {
        direction = value;
        return self();
    }

    /** Sets {@link Direction#BIDIRECTIONAL}. */
    public B bidirectional() {
        return direction(Direction.BIDIRECTIONAL);
    }

    /** Sets whether biases are trained; if not, they are zero. */
    public B bias(boolean value) {
        bias = value;
        return self();
    }
}
