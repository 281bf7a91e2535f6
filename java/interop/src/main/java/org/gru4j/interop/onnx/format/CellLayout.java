package org.gru4j.interop.onnx.format;

/**
 * Converts the parameters of recurrent operators between ONNX's layout and gru4j's.
 *
 * <p>For each direction, ONNX keeps W [G·H,I], R [G·H,H] and B [2·G·H], in which each gate is a block of H rows. B
 * contains the bias of the product with the input, then the bias of the product with the state. gru4j keeps W [I,G,H],
 * U [H,G,H] and b [G,H]. A GRU that resets after the product has the candidate's second bias as a fourth row of b. The
 * order of ONNX's gates is in the descriptions of W of the operators GRU, LSTM and RNN.
 *
 * <p>Immutable.
 */
public enum CellLayout {
    /** ONNX's z, r, h are gru4j's u, r, o. */
    GRU(1, 0, 1, 2),
    /** ONNX's i, o, f, c are gru4j's i, o, f, g, which gru4j keeps in the order i, f, g, o. */
    LSTM(2, 0, 3, 1, 2),
    /** There is only one block. */
    RNN(1, 0);

    private final int states;
    private final int[] ours;

    /** @param ours for each of ONNX's gates, the index of gru4j's gate */
    CellLayout(int states, int... ours) {
        this.states = states;
        this.ours = ours;
    }

    /** Returns the number of states S: 2 for LSTMs (h and c), otherwise 1. */
    public int states() {
        return states;
    }

    /** Returns the number of gates G, including the candidate. */
    public int gates() {
        return ours.length;
    }

    /** Writes gru4j's array [K,G,H] into {@code target} at {@code offset} as ONNX's [G·H,K]; {@code hidden} is H. */
    public void toOnnx(float[] our, int hidden, float[] target, int offset) {
        int inputs = our.length / (gates() * hidden);
        for (int g = 0; g < gates(); g++) {
            for (int j = 0; j < hidden; j++) {
                int to = offset + (g * hidden + j) * inputs;
                for (int i = 0; i < inputs; i++) {
                    target[to + i] = our[(i * gates() + ours[g]) * hidden + j];
                }
            }
        }
    }

    /**
     * Returns gru4j's array [K,G,H] from ONNX's [G·H,K].
     *
     * @param onnx the array that contains ONNX's numbers from {@code offset} on
     * @param inputs K
     * @param hidden H
     */
    public float[] toOurs(float[] onnx, int offset, int inputs, int hidden) {
        float[] our = new float[inputs * gates() * hidden];
        for (int g = 0; g < gates(); g++) {
            for (int j = 0; j < hidden; j++) {
                int from = offset + (g * hidden + j) * inputs;
                for (int i = 0; i < inputs; i++) {
                    our[(i * gates() + ours[g]) * hidden + j] = onnx[from + i];
                }
            }
        }
        return our;
    }

    /**
     * Writes gru4j's b into {@code target} at {@code offset} as ONNX's [2·G·H]. All of b becomes the bias of the
     * product with the input, except the fourth row of a GRU. The numbers that are not written are expected to be zero.
     */
    public void biasToOnnx(float[] our, int hidden, float[] target, int offset) {
        for (int g = 0; g < gates(); g++) {
            System.arraycopy(our, ours[g] * hidden, target, offset + g * hidden, hidden);
        }
        if (our.length > gates() * hidden) {
            System.arraycopy(our, gates() * hidden, target, offset + (2 * gates() - 1) * hidden, hidden);
        }
    }

    /**
     * Returns gru4j's b from ONNX's [2·G·H]. It is the sum of the two biases, because only the sum counts. The
     * exception is the candidate of a GRU that resets after the product, whose two biases are kept.
     *
     * @param onnx the array that contains ONNX's numbers from {@code offset} on
     * @param hidden H
     * @param rows the rows of b: 4 for such a GRU, otherwise G
     */
    public float[] biasToOurs(float[] onnx, int offset, int hidden, int rows) {
        float[] our = new float[rows * hidden];
        for (int g = 0; g < gates(); g++) {
            boolean apart = rows > gates() && g == gates() - 1;
            for (int j = 0; j < hidden; j++) {
                float ofInput = onnx[offset + g * hidden + j];
                float ofState = onnx[offset + (gates() + g) * hidden + j];
                our[ours[g] * hidden + j] = apart || ofState == 0 ? ofInput : ofInput + ofState;
                if (apart) {
                    our[gates() * hidden + j] = ofState;
                }
            }
        }
        return our;
    }
}
