package org.gru4j.backend.reference;

import java.util.Arrays;
import org.gru4j.recurrent.GruGates;
import org.gru4j.recurrent.RecurrentCell;
import org.jspecify.annotations.Nullable;

/**
 * One GRU layer in one direction, in doubles. Forward keeps its activations; backward reads them, and {@link #gates}
 * returns copies. Arrays are row-major, gates in the order u, r, o. Arguments are not copied: the arrays passed to
 * {@link #forward} must not change before {@link #backward} has run.
 *
 * <p>Not thread-safe: one thread at a time.
 */
public final class ReferenceGruLayer implements ReferenceLayer {
    private final int steps;
    private final int batch;
    private final int inputSize;
    private final int hiddenSize;
    /** Whether the reset gate is {@link org.gru4j.recurrent.ResetGate#AFTER}. */
    private final boolean after;

    private final boolean reverse;

    // activations of the last forward pass, [T,N,H] each
    private final double[] u;
    private final double[] r;
    private final double[] o;
    /** q = h~·Uo + bu' for AFTER, r⊙h~ for BEFORE. */
    private final double[] q;

    // arguments of forward
    private double[] w;
    private double[] uh;
    private double @Nullable [] b;
    private double[] x;
    private double @Nullable [] h0;
    private int @Nullable [] lengths;
    private double @Nullable [] stateMask;
    private double @Nullable [] updateMask;
    private double[] y;

    // scratch for one row
    private final double[] h;
    private final double[] hMasked;
    private final double[] gates;
    private final double[] dGatesX;
    private final double[] dGatesH;
    private final double[] dh;
    private final double[] dhPrevious;

    @SuppressWarnings("NullAway.Init") // forward sets the arrays before it or backward reads them
    public ReferenceGruLayer(RecurrentCell cell, int steps, int batch, int inputSize, int hiddenSize, boolean reverse) {
        this.steps = steps;
        this.batch = batch;
        this.inputSize = inputSize;
        this.hiddenSize = hiddenSize;
        this.after = cell == RecurrentCell.GRU_AFTER;
        this.reverse = reverse;
        int states = Math.multiplyExact(Math.multiplyExact(steps, batch), hiddenSize);
        u = new double[states];
        r = new double[states];
        o = new double[states];
        q = new double[states];
        h = new double[hiddenSize];
        hMasked = new double[hiddenSize];
        gates = new double[3 * hiddenSize];
        dGatesX = new double[3 * hiddenSize];
        dGatesH = new double[3 * hiddenSize];
        dh = new double[hiddenSize];
        dhPrevious = new double[hiddenSize];
    }

    /**
     * Computes the equations of {@link org.gru4j.recurrent.GruMasks} for every step.
     *
     * @param w W [I,3,H]
     * @param uh U [H,3,H]
     * @param b [3,H] or [4,H]; null for zeros
     * @param x [T,N,I]
     * @param h0 [N,H]; null for zeros
     * @param lengths [N]; null if every row has T steps
     * @param stateMask m [N,H]; null for ones
     * @param updateMask z [T,N,H]; null for ones
     * @param y [T,N,H] out
     * @param hT [N,H] out
     */
    @Override
    public void forward(
            double[] w,
            double[] uh,
            double @Nullable [] b,
            double[] x,
            double @Nullable [] h0,
            int @Nullable [] lengths,
            double @Nullable [] stateMask,
            double @Nullable [] updateMask,
            double[] y,
            double[] hT) {
        this.w = w;
        this.uh = uh;
        this.b = b;
        this.x = x;
        this.h0 = h0;
        this.lengths = lengths;
        this.stateMask = stateMask;
        this.updateMask = updateMask;
        this.y = y;
        for (int n = 0; n < batch; n++) {
            int length = length(n);
            loadInitialState(n);
            for (int s = 0; s < length; s++) {
                int t = time(s, length);
                step(t * batch + n);
            }
            System.arraycopy(h, 0, hT, n * hiddenSize, hiddenSize);
            for (int t = length; t < steps; t++) {
                int row = (t * batch + n) * hiddenSize;
                Arrays.fill(y, row, row + hiddenSize, 0.0);
            }
        }
    }

    /** Computes one step of one row: reads the old state from h, and leaves the new one in h and in y. */
    private void step(int row) {
        // formatter:off
        int size = hiddenSize;
        int at = row * size;
        maskState(row);                                                // h~ = m⊙h                  (0)
        loadBias(gates);
        addProduct(x, row * inputSize, inputSize, w, 0, 3 * size, gates);
        addProduct(hMasked, 0, size, uh, 0, 2 * size, gates);
        for (int j = 0; j < size; j++) {
            u[at + j] = sigmoid(gates[j]);                             // u = σ(x·Wu + h~·Uu + bu)  (1)
            r[at + j] = sigmoid(gates[size + j]);                      // r = σ(x·Wr + h~·Ur + br)  (2)
        }
        double[] hu = dhPrevious;
        if (after) {
            for (int j = 0; j < size; j++) {
                hu[j] = b == null ? 0 : b[3 * size + j];
            }
            addProduct(hMasked, 0, size, uh, 2 * size, size, hu);
            for (int j = 0; j < size; j++) {
                q[at + j] = hu[j];                                     // q = h~·Uo + bu'           (3)
                gates[2 * size + j] += r[at + j] * q[at + j];
            }
        } else {
            for (int j = 0; j < size; j++) {
                q[at + j] = r[at + j] * hMasked[j];                    // q = r⊙h~                  (3)
            }
            Arrays.fill(hu, 0);
            addProduct(q, at, size, uh, 2 * size, size, hu);
            for (int j = 0; j < size; j++) {
                gates[2 * size + j] += hu[j];
            }
        }
        for (int j = 0; j < size; j++) {
            o[at + j] = Math.tanh(gates[2 * size + j]);                // o = tanh(x·Wo + bo + r⊙q), or q·Uo for r⊙q (4)
            double g = u[at + j] * h[j] + (1 - u[at + j]) * o[at + j]; // g = u⊙h + (1−u)⊙o         (5)
            double z = updateMask(at + j);
            h[j] = z * g + (1 - z) * h[j];                             // h' = z⊙g + (1−z)⊙h        (6)
            y[at + j] = h[j];
        }
        // formatter:on
    }

    /**
     * Undoes {@link #forward}: adds to the parameters' gradients, overwrites dx and dh0. Entries of dy at or past a
     * row's length are not read.
     *
     * @param lengths [N], as in forward
     * @param dy [T,N,H]; null for zeros
     * @param dhT [N,H]; null for zeros
     * @param dw [I,3,H] accumulated
     * @param duh [H,3,H] accumulated
     * @param db [3,H] or [4,H] accumulated; null if there is no bias
     * @param dx [T,N,I] out
     * @param dh0 [N,H] out
     */
    @Override
    public void backward(
            int @Nullable [] lengths,
            double @Nullable [] dy,
            double @Nullable [] dhT,
            double[] dw,
            double[] duh,
            double @Nullable [] db,
            double[] dx,
            double[] dh0) {
        this.lengths = lengths;
        Arrays.fill(dx, 0);
        for (int n = 0; n < batch; n++) {
            int length = length(n);
            for (int j = 0; j < hiddenSize; j++) {
                dh[j] = dhT == null ? 0 : dhT[n * hiddenSize + j];
            }
            for (int s = length - 1; s >= 0; s--) {
                int row = time(s, length) * batch + n;
                if (dy != null) {
                    for (int j = 0; j < hiddenSize; j++) {
                        dh[j] += dy[row * hiddenSize + j];
                    }
                }
                loadState(n, s, length);
                stepBackward(row, dw, duh, db, dx);
            }
            System.arraycopy(dh, 0, dh0, n * hiddenSize, hiddenSize);
        }
    }

    /** Undoes one step of one row. On entry dh is the gradient of the new state, on return that of the old one. */
    private void stepBackward(int row, double[] dw, double[] duh, double @Nullable [] db, double[] dx) {
        // formatter:off
        int size = hiddenSize;
        int at = row * size;
        maskState(row);
        for (int j = 0; j < size; j++) {
            double uj = u[at + j];
            double oj = o[at + j];
            double z = updateMask(at + j);
            double dg = z * dh[j];                                     // through (6)
            dGatesX[j] = (h[j] - oj) * dg * uj * (1 - uj);             // du: through (5), and the σ of (1)
            dGatesX[2 * size + j] = (1 - uj) * dg * (1 - oj * oj);     // do: through (5), and the tanh of (4)
            dhPrevious[j] = uj * dg + (1 - z) * dh[j];                 // through (5) and (6)
        }
        if (after) {
            throughResetAfter(at);
        } else {
            throughResetBefore(row, duh);
        }
        int throughState = after ? 3 * size : 2 * size; // BEFORE: throughResetBefore has done Uo
        for (int k = 0; k < size; k++) {                               // h~·U of (1), (2), and of (3) if AFTER
            double sum = 0;
            for (int j = 0; j < throughState; j++) {
                sum += dGatesH[j] * uh[k * 3 * size + j];
                duh[k * 3 * size + j] += dGatesH[j] * hMasked[k];
            }
            dhPrevious[k] += stateMask(row, k) * sum;                  // through (0)
        }
        for (int i = 0; i < inputSize; i++) {                          // x·W of (1), (2), (4)
            double sum = 0;
            for (int j = 0; j < 3 * size; j++) {
                sum += dGatesX[j] * w[i * 3 * size + j];
                dw[i * 3 * size + j] += dGatesX[j] * x[row * inputSize + i];
            }
            dx[row * inputSize + i] = sum;
        }
        if (db != null) {
            for (int j = 0; j < 3 * size; j++) {
                db[j] += dGatesX[j];
            }
            if (after) {
                for (int j = 0; j < size; j++) {
                    db[3 * size + j] += dGatesH[2 * size + j];
                }
            }
        }
        System.arraycopy(dhPrevious, 0, dh, 0, size);
        // formatter:on
    }

    /** Goes back through o = tanh(… + r⊙q): computes dr, and dq, the gradient of q = h~·Uo + bu'. */
    private void throughResetAfter(int at) {
        int size = hiddenSize;
        for (int j = 0; j < size; j++) {
            double rj = r[at + j];
            double dOutput = dGatesX[2 * size + j];
            dGatesX[size + j] = dOutput * q[at + j] * rj * (1 - rj);
            dGatesH[j] = dGatesX[j];
            dGatesH[size + j] = dGatesX[size + j];
            dGatesH[2 * size + j] = dOutput * rj;
        }
    }

    /**
     * Goes back through o = tanh(… + q·Uo) with q = r⊙h~: computes dUo and dr, and adds what reaches h through q and
     * h~.
     */
    private void throughResetBefore(int row, double[] duh) {
        int size = hiddenSize;
        int at = row * size;
        for (int k = 0; k < size; k++) {
            double dq = 0;
            for (int j = 0; j < size; j++) {
                dq += dGatesX[2 * size + j] * uh[(k * 3 + 2) * size + j];
                duh[(k * 3 + 2) * size + j] += dGatesX[2 * size + j] * q[at + k];
            }
            double rk = r[at + k];
            dGatesX[size + k] = dq * hMasked[k] * rk * (1 - rk);
            dhPrevious[k] += stateMask(row, k) * dq * rk;
        }
        System.arraycopy(dGatesX, 0, dGatesH, 0, 2 * size);
    }

    /** Loads the state that step s of a row started from: the initial state, or y of the previous step. */
    private void loadState(int n, int s, int length) {
        if (s == 0) {
            loadInitialState(n);
        } else {
            System.arraycopy(y, (time(s - 1, length) * batch + n) * hiddenSize, h, 0, hiddenSize);
        }
    }

    private void loadInitialState(int n) {
        if (h0 == null) {
            Arrays.fill(h, 0);
        } else {
            System.arraycopy(h0, n * hiddenSize, h, 0, hiddenSize);
        }
    }

    /** Computes h~ = m⊙h for one row of [T,N]. */
    private void maskState(int row) {
        for (int j = 0; j < hiddenSize; j++) {
            hMasked[j] = stateMask(row, j) * h[j];
        }
    }

    /** Returns m for the sequence of a row of [T,N]. */
    private double stateMask(int row, int j) {
        return stateMask == null ? 1 : stateMask[row % batch * hiddenSize + j];
    }

    /** Returns z at an index into [T,N,H]. */
    private double updateMask(int at) {
        return updateMask == null ? 1 : updateMask[at];
    }

    private void loadBias(double[] target) {
        if (b == null) {
            Arrays.fill(target, 0);
        } else {
            System.arraycopy(b, 0, target, 0, 3 * hiddenSize);
        }
    }

    /** Returns the time step that a row's s-th step in reading order has. */
    private int time(int s, int length) {
        return reverse ? length - 1 - s : s;
    }

    private int length(int n) {
        return lengths == null ? steps : lengths[n];
    }

    /**
     * Computes target[0…columns) += v·M. M is [rows,3,H]; the product uses {@code columns} of its 3H columns, from
     * {@code firstColumn} on.
     */
    private void addProduct(
            double[] v, int vFrom, int rows, double[] m, int firstColumn, int columns, double[] target) {
        for (int k = 0; k < rows; k++) {
            double factor = v[vFrom + k];
            int from = k * 3 * hiddenSize + firstColumn;
            for (int j = 0; j < columns; j++) {
                target[j] += factor * m[from + j];
            }
        }
    }

    private static double sigmoid(double v) {
        return 1 / (1 + Math.exp(-v));
    }

    /** Copies of the activations of the last forward pass. */
    @Override
    public GruGates gates() {
        return new GruGates(steps, batch, hiddenSize, u.clone(), r.clone(), o.clone(), y.clone());
    }
}
