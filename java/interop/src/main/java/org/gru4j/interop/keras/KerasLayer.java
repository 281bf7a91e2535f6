package org.gru4j.interop.keras;

import org.gru4j.recurrent.ResetGate;
import org.jspecify.annotations.Nullable;

/** A layer of a Keras model, as far as its description goes; its sizes are those of its arrays. */
sealed interface KerasLayer {
    /** The kinds of recurrent layers, by the blocks of H columns in their kernels. */
    enum Cell {
        GRU(3),
        LSTM(4),
        SIMPLE_RNN(1);

        private final int gates;

        Cell(int gates) {
            this.gates = gates;
        }

        int gates() {
            return gates;
        }
    }

    /** A table of rows [V,E]. */
    record Embedding(String name) implements KerasLayer {}

    /**
     * A recurrent layer of one direction, or of two that emit side by side.
     *
     * @param resetGate of a GRU; null to see it from its bias
     * @param goBackwards whether it reads from the last step to the first and emits in that order
     * @param returnSequences whether it emits all steps
     */
    record Recurrent(
            String name,
            Cell cell,
            @Nullable ResetGate resetGate,
            boolean bidirectional,
            boolean goBackwards,
            boolean returnSequences)
            implements KerasLayer {}

    /**
     * A product at every step.
     *
     * @param wrapped whether it is inside a {@code TimeDistributed}
     */
    record Dense(String name, boolean wrapped) implements KerasLayer {}

    /** Zeros at random, in training. */
    record Dropout(String name, double rate) implements KerasLayer {}

    /** What Keras calls the layer where it writes its variables: {@code gru}, {@code gru_1}. */
    String name();
}
