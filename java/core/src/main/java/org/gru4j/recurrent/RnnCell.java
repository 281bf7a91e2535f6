package org.gru4j.recurrent;

/** What a recurrent layer other than a GRU is made of; {@link org.gru4j.recurrent} has the equations. Immutable. */
public enum RnnCell {
    /** Long short-term memory: gates i, f, g, o and states h, c. */
    LSTM(4, 2),
    /** A plain tanh unit: one sum, one state. */
    TANH(1, 1);

    private final int gates;
    private final int states;

    RnnCell(int gates, int states) {
        this.gates = gates;
        this.states = states;
    }

    /** G: the blocks of H columns in W and U, and the rows of b. */
    public int gates() {
        return gates;
    }

    /** S: how many numbers a unit carries from step to step. */
    public int states() {
        return states;
    }
}
