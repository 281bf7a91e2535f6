package org.gru4j.onednn;

import org.gru4j.recurrent.RecurrentCell;

/** The values of {@code gru4j::Cell} in native/include/gru4j/recurrent_kernel.h. */
enum NativeCell {
    GRU_BEFORE(0),
    GRU_AFTER(1),
    LSTM(2),
    TANH(3);

    /** The value of the C++ enum. */
    final int value;

    NativeCell(int value) {
        this.value = value;
    }

    static NativeCell of(RecurrentCell cell) {
        return switch (cell) {
            case GRU_BEFORE -> GRU_BEFORE;
            case GRU_AFTER -> GRU_AFTER;
            case LSTM -> LSTM;
            case TANH -> TANH;
        };
    }
}
