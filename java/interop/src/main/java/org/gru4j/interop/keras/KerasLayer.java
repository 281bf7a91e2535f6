package org.gru4j.interop.keras;

import org.gru4j.recurrent.ResetGate;
import org.jspecify.annotations.Nullable;

/** A layer of a Keras model, without its sizes, which follow from its arrays. */
sealed interface KerasLayer {
    /** The kinds of recurrent layers, each with the number of blocks of H columns in its kernels. */
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

    /** An embedding with a table [V,E]. */
    record Embedding(String name) implements KerasLayer {}

    /**
     * A recurrent layer with one direction, or with two whose outputs are concatenated.
     *
     * @param name the layer's name
     * @param cell the kind of layer
     * @param resetGate the kind of GRU; null if it has to be inferred from the bias
     * @param bidirectional whether it has two directions
     * @param goBackwards whether it reads from the last step to the first and emits its outputs in that order
     * @param returnSequences whether it emits all steps, or only the last one
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
     * A dense layer, applied at every step.
     *
     * @param name the layer's name
     * @param wrapped whether it is inside a {@code TimeDistributed}
     */
    record Dense(String name, boolean wrapped) implements KerasLayer {}

    /** Dropout with a rate in [0,1), active only in training. */
    record Dropout(String name, double rate) implements KerasLayer {}

    /** Returns the name under which Keras writes the layer's variables, such as {@code gru} or {@code gru_1}. */
    String name();
}
