package org.gru4j.interop.onnx.format;

/**
 * How ONNX's recurrent operators lay their parameters out, and we ours.
 *
 * <p>ONNX keeps, for each direction, W [G·H,I], R [G·H,H] and B [2·G·H], the gates' blocks one after the other; B is
 * the bias of the input's product, then that of the state's. We keep W [I,G,H], U [H,G,H] and b [G,H]; a GRU that
 * resets after the product has the candidate's second bias as a fourth row of b. (ONNX operators GRU, LSTM, RNN; the
 * order of the gates is in their descriptions of W.)
 *
 * <p>Immutable.
 */
public enum CellLayout {
    /** ONNX z, r, h are our u, r, o. */
    GRU(1, 0, 1, 2),
    /** ONNX i, o, f, c are our i, o, f, g, which we keep in the order i, f, g, o. */
    LSTM(2, 0, 3, 1, 2),
    /** A single sum. */
    RNN(1, 0);

    private final int states;
    private final int[] ours;

    /** @param ours for each of ONNX's gates, its place among ours */
    CellLayout(int states, int... ours) {
        this.states = states;
        this.ours = ours;
    }

    /** S: 2 of LSTMs, h and c. */
    public int states() {
        return states;
    }

    /** G. */
    public int gates() {
        return ours.length;
    }

    /** ONNX's [G·H,K], written into {@code target} at {@code offset}, of our [K,G,H]. */
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

    /** Our [K,G,H] of ONNX's [G·H,K], read from {@code onnx} at {@code offset}. */
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

    /** ONNX's [2·G·H] of our b: all of it belongs to the input's product, but a fourth row of a GRU's. */
    public void biasToOnnx(float[] our, int hidden, float[] target, int offset) {
        for (int g = 0; g < gates(); g++) {
            System.arraycopy(our, ours[g] * hidden, target, offset + g * hidden, hidden);
        }
        if (our.length > gates() * hidden) {
            System.arraycopy(our, gates() * hidden, target, offset + (2 * gates() - 1) * hidden, hidden);
        }
    }

    /**
     * Our b of ONNX's [2·G·H]: the sum of the two, which is all that counts, but of the candidate of a GRU that resets
     * after the product.
     *
     * @param rows of our b: G, or 4 of such a GRU
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
