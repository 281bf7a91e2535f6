package org.gru4j.recurrent;

/**
 * What the builders of all recurrent specifications have in common. Starts with one forward layer with bias. Not
 * thread-safe.
 *
 * @param <B> the builder itself, so that calls can be chained
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

    /** L, the layers of the stack. */
    public B numLayers(int value) {
        numLayers = value;
        return self();
    }

    /** The order in which each layer reads its sequences. */
    public B direction(Direction value) {
        direction = value;
        return self();
    }

    /** {@link Direction#BIDIRECTIONAL}. */
    public B bidirectional() {
        return direction(Direction.BIDIRECTIONAL);
    }

    /** Whether there is a bias that is trained; without, it is zero. */
    public B bias(boolean value) {
        bias = value;
        return self();
    }
}
