package org.gru4j.interop.pytorch;

import org.gru4j.recurrent.RecurrentCell;

/**
 * How PyTorch's recurrent modules lay their parameters out, and we ours.
 *
 * <p>PyTorch keeps weight_ih [G·H,I] and weight_hh [G·H,H], the gates' blocks of rows one below the other, and two
 * biases [G·H] (torch.nn.GRU, LSTM and RNN, "Variables"). We keep W [I,G,H], U [H,G,H] and one b [G,H]; a GRU that
 * resets after the product has the candidate's second bias as a fourth row of b.
 */
enum PyTorchCell {
    /** PyTorch's r, z, n are our r, u, o, which we keep in the order u, r, o. */
    GRU("nn.GRU", 1, 0, 2),
    /** i, f, g, o in both. */
    LSTM("nn.LSTM", 0, 1, 2, 3),
    /** A single sum. */
    RNN("nn.RNN", 0);

    /** A number's places in our array and in theirs. */
    @FunctionalInterface
    private interface Places {
        void at(int ours, int theirs);
    }

    private final String module;
    private final int[] theirs;

    /** @param theirs for each of our gates, its place among PyTorch's */
    PyTorchCell(String module, int... theirs) {
        this.module = module;
        this.theirs = theirs;
    }

    /** PyTorch's module of such cells; of GRUs it has the one that resets after the product. */
    static PyTorchCell of(RecurrentCell cell) {
        return switch (cell) {
            case GRU_AFTER, GRU_BEFORE -> GRU;
            case LSTM -> LSTM;
            case TANH -> RNN;
        };
    }

    /** What the module's cells are here. */
    RecurrentCell recurrentCell() {
        return switch (this) {
            case GRU -> RecurrentCell.GRU_AFTER;
            case LSTM -> RecurrentCell.LSTM;
            case RNN -> RecurrentCell.TANH;
        };
    }

    /** What PyTorch calls it. */
    String module() {
        return module;
    }

    /** G. */
    int gates() {
        return theirs.length;
    }

    /** Goes through our [K,G,H] and their [G·H,K], the same number at a time. */
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

    /** Our [K,G,H] of their [G·H,K]. */
    float[] fromPyTorch(float[] their, int size) {
        float[] our = new float[their.length];
        forEach(our.length, size, (ours, at) -> our[ours] = their[at]);
        return our;
    }

    double[] fromPyTorch(double[] their, int size) {
        double[] our = new double[their.length];
        forEach(our.length, size, (ours, at) -> our[ours] = their[at]);
        return our;
    }

    /** Their [G·H,K] of our [K,G,H]. */
    float[] toPyTorch(float[] our, int size) {
        float[] their = new float[our.length];
        forEach(our.length, size, (ours, at) -> their[at] = our[ours]);
        return their;
    }

    double[] toPyTorch(double[] our, int size) {
        double[] their = new double[our.length];
        forEach(our.length, size, (ours, at) -> their[at] = our[ours]);
        return their;
    }

    /**
     * Our b of their two biases: their sum, since it is all that counts.
     *
     * @param apart whether the last gate's two stay apart, as the third and the fourth row
     */
    float[] fold(float[] ih, float[] hh, int size, boolean apart) {
        float[] b = new float[ih.length + (apart ? size : 0)];
        forEach(ih.length, size, (ours, at) -> b[ours] = ih[at] + hh[at]);
        takeApart(ih, hh, size, apart, b);
        return b;
    }

    double[] fold(double[] ih, double[] hh, int size, boolean apart) {
        double[] b = new double[ih.length + (apart ? size : 0)];
        forEach(ih.length, size, (ours, at) -> b[ours] = ih[at] + hh[at]);
        takeApart(ih, hh, size, apart, b);
        return b;
    }

    /** The last gate is the last in both orders. Arrays of either type. */
    private void takeApart(Object ih, Object hh, int size, boolean apart, Object b) {
        if (apart) {
            int last = (gates() - 1) * size;
            System.arraycopy(ih, last, b, last, size);
            System.arraycopy(hh, last, b, last + size, size);
        }
    }

    /** Their bias_ih [G·H] of our b: all of it, but a fourth row of a GRU's. */
    float[] biasIh(float[] b, int size) {
        float[] ih = new float[gates() * size];
        forEach(ih.length, size, (ours, at) -> ih[at] = b[ours]);
        return ih;
    }

    /**
     * Their bias_hh [G·H] of our b: zeros, but a fourth row of a GRU's. Where ours is a zero it is one of the same
     * sign, so that the sum of the two is ours, bit for bit.
     */
    float[] biasHh(float[] b, int size) {
        float[] hh = new float[gates() * size];
        forEach(hh.length, size, (ours, at) -> hh[at] = b[ours] == 0 ? b[ours] : 0);
        if (b.length > hh.length) {
            System.arraycopy(b, hh.length, hh, hh.length - size, size);
        }
        return hh;
    }

    /** Their gradients of bias_ih, or of bias_hh, of our b's: each of two that only count as a sum has the sum's. */
    double[] biasGradient(double[] db, int size, boolean hh) {
        double[] their = new double[gates() * size];
        forEach(their.length, size, (ours, at) -> their[at] = db[ours]);
        if (hh && db.length > their.length) {
            System.arraycopy(db, their.length, their, their.length - size, size);
        }
        return their;
    }
}
