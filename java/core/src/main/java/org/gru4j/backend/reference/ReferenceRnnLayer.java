package org.gru4j.backend.reference;

import java.util.Arrays;
import org.gru4j.recurrent.RecurrentCell;
import org.jspecify.annotations.Nullable;

/**
 * One layer of LSTM cells or tanh units in one direction, in doubles. The equations are in {@link org.gru4j.recurrent}.
 * Arrays are row-major. Arguments are not copied: the arrays passed to {@link #forward} must not change before
 * {@link #backward} has run.
 *
 * <p>Not thread-safe: one thread at a time.
 */
public final class ReferenceRnnLayer implements ReferenceLayer {
    private final RecurrentCell cell;
    private final int steps;
    private final int batch;
    private final int inputSize;
    private final int hiddenSize;
    /** G·H, the columns of W and U. */
    private final int columns;

    private final boolean reverse;

    // activations of the last forward pass
    /** [T,N,G,H]: i, f, g, o for LSTMs; h' for tanh units. */
    private final double[] gates;
    /** [T,N,H]: c' for LSTMs; empty for tanh units. */
    private final double[] cells;

    // arguments of forward
    private double[] w;
    private double[] u;
    private double @Nullable [] b;
    private double[] x;
    private double @Nullable [] s0;
    private double[] y;

    // scratch for one row: dGates is [G,H], the others are [H]
    private final double[] h;
    private final double[] c;
    private final double[] dGates;
    private final double[] dh;
    private final double[] dc;

    @SuppressWarnings("NullAway.Init") // forward sets the arrays before it or backward reads them
    public ReferenceRnnLayer(RecurrentCell cell, int steps, int batch, int inputSize, int hiddenSize, boolean reverse) {
        this.cell = cell;
        this.steps = steps;
        this.batch = batch;
        this.inputSize = inputSize;
        this.hiddenSize = hiddenSize;
        this.columns = Math.multiplyExact(cell.gates(), hiddenSize);
        this.reverse = reverse;
        int rows = Math.multiplyExact(steps, batch);
        gates = new double[Math.multiplyExact(rows, columns)];
        cells = new double[cell == RecurrentCell.LSTM ? rows * hiddenSize : 0];
        h = new double[hiddenSize];
        c = new double[hiddenSize];
        dGates = new double[columns];
        dh = new double[hiddenSize];
        dc = new double[hiddenSize];
    }

    /**
     * Runs the layer.
     *
     * @param w W [I,G,H]
     * @param u U [H,G,H]
     * @param b [G,H]; null for zeros
     * @param x [T,N,I]
     * @param s0 [S,N,H]; null for zeros
     * @param lengths [N]; null if every row has T steps
     * @param stateMask null: these cells have no masks
     * @param updateMask null: these cells have no masks
     * @param y [T,N,H] out
     * @param sT [S,N,H] out
     */
    @Override
    public void forward(
            double[] w,
            double[] u,
            double @Nullable [] b,
            double[] x,
            double @Nullable [] s0,
            int @Nullable [] lengths,
            double @Nullable [] stateMask,
            double @Nullable [] updateMask,
            double[] y,
            double[] sT) {
        this.w = w;
        this.u = u;
        this.b = b;
        this.x = x;
        this.s0 = s0;
        this.y = y;
        for (int n = 0; n < batch; n++) {
            int length = length(lengths, n);
            loadState(s0, 0, n, h);
            loadState(s0, 1, n, c);
            for (int s = 0; s < length; s++) {
                int row = time(s, length) * batch + n;
                multiply(row);
                if (cell == RecurrentCell.LSTM) {
                    stepLstm(row);
                } else {
                    stepTanh(row);
                }
                System.arraycopy(h, 0, y, row * hiddenSize, hiddenSize);
            }
            storeState(h, sT, 0, n);
            storeState(c, sT, 1, n);
            for (int t = length; t < steps; t++) {
                int at = (t * batch + n) * hiddenSize;
                Arrays.fill(y, at, at + hiddenSize, 0.0);
            }
        }
    }

    /** Computes x·W + h·U + b, the arguments of the σ and tanh of a row's gates. */
    private void multiply(int row) {
        int at = row * columns;
        if (b == null) {
            Arrays.fill(gates, at, at + columns, 0);
        } else {
            System.arraycopy(b, 0, gates, at, columns);
        }
        for (int i = 0; i < inputSize; i++) {
            double factor = x[row * inputSize + i];
            for (int k = 0; k < columns; k++) {
                gates[at + k] += factor * w[i * columns + k];
            }
        }
        for (int i = 0; i < hiddenSize; i++) {
            for (int k = 0; k < columns; k++) {
                gates[at + k] += h[i] * u[i * columns + k];
            }
        }
    }

    /** Computes one step of one row: h and c become the new states. */
    private void stepLstm(int row) {
        // formatter:off
        int size = hiddenSize;
        int at = row * columns;
        for (int j = 0; j < size; j++) {
            double i = sigmoid(gates[at + j]);                      // i = σ(…)       (1)
            double f = sigmoid(gates[at + size + j]);               // f = σ(…)       (2)
            double g = Math.tanh(gates[at + 2 * size + j]);         // g = tanh(…)    (3)
            double o = sigmoid(gates[at + 3 * size + j]);           // o = σ(…)       (4)
            c[j] = f * c[j] + i * g;                                // c' = f⊙c + i⊙g (5)
            h[j] = o * Math.tanh(c[j]);                             // h' = o⊙tanh(c') (6)
            gates[at + j] = i;
            gates[at + size + j] = f;
            gates[at + 2 * size + j] = g;
            gates[at + 3 * size + j] = o;
            cells[row * size + j] = c[j];
        }
        // formatter:on
    }

    private void stepTanh(int row) {
        // formatter:off
        for (int j = 0; j < hiddenSize; j++) {
            h[j] = Math.tanh(gates[row * columns + j]);             // h' = tanh(…)   (7)
            gates[row * columns + j] = h[j];
        }
        // formatter:on
    }

    /**
     * Undoes {@link #forward}: adds to the parameters' gradients, overwrites dx and ds0. Entries of dy at or past a
     * row's length are not read.
     *
     * @param lengths [N], as in forward
     * @param dy [T,N,H]; null for zeros
     * @param dsT [S,N,H]; null for zeros
     * @param dw [I,G,H] accumulated
     * @param du [H,G,H] accumulated
     * @param db [G,H] accumulated; null if there is no bias
     * @param dx [T,N,I] out
     * @param ds0 [S,N,H] out
     */
    @Override
    public void backward(
            int @Nullable [] lengths,
            double @Nullable [] dy,
            double @Nullable [] dsT,
            double[] dw,
            double[] du,
            double @Nullable [] db,
            double[] dx,
            double[] ds0) {
        Arrays.fill(dx, 0);
        for (int n = 0; n < batch; n++) {
            int length = length(lengths, n);
            loadState(dsT, 0, n, dh);
            loadState(dsT, 1, n, dc);
            for (int s = length - 1; s >= 0; s--) {
                int row = time(s, length) * batch + n;
                for (int j = 0; dy != null && j < hiddenSize; j++) {
                    dh[j] += dy[row * hiddenSize + j];
                }
                loadStatesBefore(n, s, length);
                if (cell == RecurrentCell.LSTM) {
                    stepLstmBackward(row);
                } else {
                    stepTanhBackward(row);
                }
                multiplyBackward(row, dw, du, db, dx);
            }
            storeState(dh, ds0, 0, n);
            storeState(dc, ds0, 1, n);
        }
    }

    /**
     * Leaves the gradients of the arguments of the gates' σ and tanh in dGates, and the gradient of the previous c in
     * dc.
     */
    private void stepLstmBackward(int row) {
        // formatter:off
        int size = hiddenSize;
        int at = row * columns;
        for (int j = 0; j < size; j++) {
            double i = gates[at + j];
            double f = gates[at + size + j];
            double g = gates[at + 2 * size + j];
            double o = gates[at + 3 * size + j];
            double squashed = Math.tanh(cells[row * size + j]);
            double dcj = dc[j] + dh[j] * o * (1 - squashed * squashed); // through (6)
            dGates[j] = dcj * g * i * (1 - i);                      // through (5), and the σ of (1)
            dGates[size + j] = dcj * c[j] * f * (1 - f);            // through (5), and the σ of (2)
            dGates[2 * size + j] = dcj * i * (1 - g * g);           // through (5), and the tanh of (3)
            dGates[3 * size + j] = dh[j] * squashed * o * (1 - o);  // through (6), and the σ of (4)
            dc[j] = dcj * f;                                        // through (5)
        }
        // formatter:on
    }

    private void stepTanhBackward(int row) {
        // formatter:off
        for (int j = 0; j < hiddenSize; j++) {
            double hNew = gates[row * columns + j];
            dGates[j] = dh[j] * (1 - hNew * hNew);                  // through the tanh of (7)
        }
        // formatter:on
    }

    /** Goes back through x·W + h·U + b; dh becomes the gradient of the previous h. */
    private void multiplyBackward(int row, double[] dw, double[] du, double @Nullable [] db, double[] dx) {
        for (int i = 0; i < inputSize; i++) {
            double sum = 0;
            for (int k = 0; k < columns; k++) {
                sum += dGates[k] * w[i * columns + k];
                dw[i * columns + k] += dGates[k] * x[row * inputSize + i];
            }
            dx[row * inputSize + i] = sum;
        }
        for (int i = 0; i < hiddenSize; i++) {
            double sum = 0;
            for (int k = 0; k < columns; k++) {
                sum += dGates[k] * u[i * columns + k];
                du[i * columns + k] += dGates[k] * h[i];
            }
            dh[i] = sum;
        }
        for (int k = 0; db != null && k < columns; k++) {
            db[k] += dGates[k];
        }
    }

    /** Loads the states that step s of a row started from: the initial ones, or those after the previous step. */
    private void loadStatesBefore(int n, int s, int length) {
        if (s == 0) {
            loadState(s0, 0, n, h);
            loadState(s0, 1, n, c);
            return;
        }
        int at = (time(s - 1, length) * batch + n) * hiddenSize;
        System.arraycopy(y, at, h, 0, hiddenSize);
        if (cell == RecurrentCell.LSTM) {
            System.arraycopy(cells, at, c, 0, hiddenSize);
        }
    }

    /**
     * Copies the s-th state of a row from states [S,N,H]; zeros if {@code states} is null, or the cell has no such
     * state.
     */
    private void loadState(double @Nullable [] states, int s, int n, double[] target) {
        if (states == null || s >= cell.states()) {
            Arrays.fill(target, 0);
        } else {
            System.arraycopy(states, (s * batch + n) * hiddenSize, target, 0, hiddenSize);
        }
    }

    private void storeState(double[] source, double[] states, int s, int n) {
        if (s < cell.states()) {
            System.arraycopy(source, 0, states, (s * batch + n) * hiddenSize, hiddenSize);
        }
    }

    /** Returns the time step that a row's s-th step in reading order has. */
    private int time(int s, int length) {
        return reverse ? length - 1 - s : s;
    }

    private int length(int @Nullable [] lengths, int n) {
        return lengths == null ? steps : lengths[n];
    }

    private static double sigmoid(double v) {
        return 1 / (1 + Math.exp(-v));
    }
}
