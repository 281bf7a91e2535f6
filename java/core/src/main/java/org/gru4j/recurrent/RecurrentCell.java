package org.gru4j.recurrent;

/**
 * What a recurrent layer is made of, and the sizes that follow from it; {@link org.gru4j.recurrent} has the equations.
 *
 * <p>Immutable.
 */
public enum RecurrentCell {
    /** A GRU with {@link ResetGate#BEFORE}: gates u, r, o. */
    GRU_BEFORE(3, 1, 3, true),
    /** A GRU with {@link ResetGate#AFTER}: gates u, r, o, and a second bias of o. */
    GRU_AFTER(3, 1, 4, true),
    /** Long short-term memory: gates i, f, g, o and states h, c. */
    LSTM(4, 2, 4, false),
    /** A plain tanh unit: one sum, one state. */
    TANH(1, 1, 1, false);

    private final int gates;
    private final int states;
    private final int biasRows;
    private final boolean masks;

    RecurrentCell(int gates, int states, int biasRows, boolean masks) {
        this.gates = gates;
        this.states = states;
        this.biasRows = biasRows;
        this.masks = masks;
    }

    /** G: the blocks of H columns in W and U. */
    public int gates() {
        return gates;
    }

    /** S: how many numbers a unit carries from step to step; h is the first. */
    public int states() {
        return states;
    }

    /** The rows of b. */
    public int biasRows() {
        return biasRows;
    }

    /** Whether it takes {@link GruMasks}. */
    public boolean hasMasks() {
        return masks;
    }

    /** Whether it is a GRU, of either kind. */
    public boolean isGru() {
        return this == GRU_BEFORE || this == GRU_AFTER;
    }
}
