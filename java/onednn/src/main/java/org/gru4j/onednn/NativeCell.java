package org.gru4j.onednn;

import org.gru4j.recurrent.ResetGate;
import org.gru4j.recurrent.RnnCell;

/** {@code gru4j::Cell} of native/include/gru4j/recurrent_kernel.h. */
enum NativeCell {
    GRU_BEFORE(0, 3),
    GRU_AFTER(1, 3),
    LSTM(2, 4),
    TANH(3, 1);

    /** The value of the C++ enum. */
    final int value;
    /** Blocks of H columns in W and U. */
    final int gates;

    NativeCell(int value, int gates) {
        this.value = value;
        this.gates = gates;
    }

    static NativeCell of(ResetGate resetGate) {
        return resetGate == ResetGate.AFTER ? GRU_AFTER : GRU_BEFORE;
    }

    static NativeCell of(RnnCell cell) {
        return switch (cell) {
            case LSTM -> LSTM;
            case TANH -> TANH;
        };
    }

    int biasRows() {
        return this == GRU_AFTER ? 4 : gates;
    }

    int states() {
        return this == LSTM ? 2 : 1;
    }
}
