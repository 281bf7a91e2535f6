package org.gru4j.interop.pytorch;

import org.gru4j.recurrent.RecurrentCell;

/**
 * Converts the parameters of recurrent modules between PyTorch's layout and gru4j's.
 *
 * <p>PyTorch keeps weight_ih [G·H,I] and weight_hh [G·H,H], in which each gate is a block of H rows, and two biases
 * [G·H] (torch.nn.GRU, LSTM and RNN, "Variables"). gru4j keeps W [I,G,H], U [H,G,H] and one bias b [G,H]. A GRU that
 * resets after the product has the candidate's second bias as a fourth row of b.
 */
enum PyTorchCell {
    /** PyTorch's r, z, n are gru4j's r, u, o, which gru4j keeps in the order u, r, o. */
    GRU("nn.GRU", 1, 0, 2),
    /** The order is i, f, g, o in both layouts. */
    LSTM("nn.LSTM", 0, 1, 2, 3),
    /** There is only one block. */
    RNN("nn.RNN", 0);

    /** Receives the index of a number in gru4j's array and in PyTorch's. */
    @FunctionalInterface
    private interface Places {
        void at(int ours, int theirs);
    }

    private final String module;
    private final int[] theirs;

    /** @param theirs for each of gru4j's gates, the index of PyTorch's gate */
    PyTorchCell(String module, int... theirs) {
        this.module = module;
        this.theirs = theirs;
    }

    /**
     * Returns the layout for a cell. Both kinds of GRU have the same layout, although PyTorch's module has only the one
     * that resets after the product.
     */
    static PyTorchCell of(RecurrentCell cell) {
        return switch (cell) {
            case GRU_AFTER, GRU_BEFORE -> GRU;
            case LSTM -> LSTM;
            case TANH -> RNN;
        };
    }

    /** Returns the cell that the module computes. */
    RecurrentCell recurrentCell() {
        return switch (this) {
            case GRU -> RecurrentCell.GRU_AFTER;
            case LSTM -> RecurrentCell.LSTM;
            case RNN -> RecurrentCell.TANH;
        };
    }

    /** Returns the name of PyTorch's module, such as {@code nn.GRU}. */
    String module() {
        return module;
    }

    /** Returns the number of gates G, including the candidate. */
    int gates() {
        return theirs.length;
    }

    /**
     * Calls {@code places} for each number of gru4j's array [K,G,H] and PyTorch's array [G·H,K].
     *
     * @param length the numbers in each array
     * @param size H
     */
    private void forEach(int length, int size, Places places) {
        int rows = length / (gates() * size);
        for (int g = 0; g < gates(); g++) {
            for (int j = 0; j < size; j++) {
                for (int k = 0; k < rows; k++) {
                    places.at((k * gates() + g) * size + j, (theirs[g] * size + j) * rows + k);
                }
            }
        }
    }

    /** Returns gru4j's array [K,G,H] from PyTorch's [G·H,K]; {@code size} is H. */
    float[] fromPyTorch(float[] their, int size) {
        float[] our = new float[their.length];
        forEach(our.length, size, (ours, at) -> our[ours] = their[at]);
        return our;
    }

    /** Returns gru4j's array [K,G,H] from PyTorch's [G·H,K]; {@code size} is H. */
    double[] fromPyTorch(double[] their, int size) {
        double[] our = new double[their.length];
        forEach(our.length, size, (ours, at) -> our[ours] = their[at]);
        return our;
    }

    /** Returns PyTorch's array [G·H,K] from gru4j's [K,G,H]; {@code size} is H. */
    float[] toPyTorch(float[] our, int size) {
        float[] their = new float[our.length];
        forEach(our.length, size, (ours, at) -> their[at] = our[ours]);
        return their;
    }

    /** Returns PyTorch's array [G·H,K] from gru4j's [K,G,H]; {@code size} is H. */
    double[] toPyTorch(double[] our, int size) {
        double[] their = new double[our.length];
        forEach(our.length, size, (ours, at) -> their[at] = our[ours]);
        return their;
    }

    /**
     * Returns gru4j's bias b from PyTorch's two biases. It is their sum, because only the sum counts.
     *
     * @param ih bias_ih [G·H]
     * @param hh bias_hh [G·H]
     * @param size H
     * @param apart whether the two biases of the last gate are kept separate, as the last two rows of b
     * @return b [G,H], or [G+1,H] if {@code apart}
     */
    float[] fold(float[] ih, float[] hh, int size, boolean apart) {
        float[] b = new float[ih.length + (apart ? size : 0)];
        forEach(ih.length, size, (ours, at) -> b[ours] = ih[at] + hh[at]);
        takeApart(ih, hh, size, apart, b);
        return b;
    }

    /** Does in doubles what {@link #fold(float[], float[], int, boolean)} does in floats. */
    double[] fold(double[] ih, double[] hh, int size, boolean apart) {
        double[] b = new double[ih.length + (apart ? size : 0)];
        forEach(ih.length, size, (ours, at) -> b[ours] = ih[at] + hh[at]);
        takeApart(ih, hh, size, apart, b);
        return b;
    }

    /**
     * Copies the two biases of the last gate into the last two rows of b. The gate is the last one in both layouts.
     *
     * @param ih bias_ih, floats or doubles, like the other two arrays
     */
    private void takeApart(Object ih, Object hh, int size, boolean apart, Object b) {
        if (apart) {
            int last = (gates() - 1) * size;
            System.arraycopy(ih, last, b, last, size);
            System.arraycopy(hh, last, b, last + size, size);
        }
    }

    /** Returns PyTorch's bias_ih [G·H] from gru4j's b: all of b except the fourth row of a GRU. */
    float[] biasIh(float[] b, int size) {
        float[] ih = new float[gates() * size];
        forEach(ih.length, size, (ours, at) -> ih[at] = b[ours]);
        return ih;
    }

    /**
     * Returns PyTorch's bias_hh [G·H] for gru4j's b: zeros, and the fourth row of b for the candidate of a GRU. Where b
     * itself is zero, the zero has the same sign, so that the sum of both biases is b, bit for bit.
     */
    float[] biasHh(float[] b, int size) {
        float[] hh = new float[gates() * size];
        forEach(hh.length, size, (ours, at) -> hh[at] = b[ours] == 0 ? b[ours] : 0);
        if (b.length > hh.length) {
            System.arraycopy(b, hh.length, hh, hh.length - size, size);
        }
        return hh;
    }

    /**
     * Returns PyTorch's gradient of a bias [G·H] from gru4j's gradient of b. If only the sum of two biases counts, each
     * of them has the gradient of the sum.
     *
     * @param db the gradient of b [G,H], or [4,H] of a GRU that resets after the product
     * @param size H
     * @param hh true for bias_hh, false for bias_ih
     */
    double[] biasGradient(double[] db, int size, boolean hh) {
        double[] their = new double[gates() * size];
        forEach(their.length, size, (ours, at) -> their[at] = db[ours]);
        if (hh && db.length > their.length) {
            System.arraycopy(db, their.length, their, their.length - size, size);
        }
        return their;
    }
}
