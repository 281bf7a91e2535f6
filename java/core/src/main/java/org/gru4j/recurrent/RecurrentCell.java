package org.gru4j.recurrent;

/**
 * The kinds of recurrent cells, and the sizes that follow from each. The equations are in {@link org.gru4j.recurrent}.
 *
 * <p>Immutable.
 */
public enum RecurrentCell {
    /** A GRU with {@link ResetGate#BEFORE}: gates u, r, o. */
    GRU_BEFORE(3, 1, 3, true),
    /** A GRU with {@link ResetGate#AFTER}: gates u, r, o, and a second bias of o. */
    GRU_AFTER(3, 1, 4, true),
    /** Long short-term memory: gates i, f, g, o; states h, c. */
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

    /** G, the number of gates: blocks of H columns in W and U. */
    public int gates() {
        return gates;
    }

    /** S, the number of values that a unit carries from step to step. The first is h. */
    public int states() {
        return states;
    }

    /** B, the number of rows of b. */
    public int biasRows() {
        return biasRows;
    }

    /** Returns whether {@link GruMasks} apply to this cell. */
    public boolean hasMasks() {
        return masks;
    }

    /** Returns whether it is a GRU of either kind. */
    public boolean isGru() {
        return this == GRU_BEFORE || this == GRU_AFTER;
    }
}
