package org.gru4j.backend;

import org.gru4j.argument.Arguments;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Attention of the steps of one sequence to the steps of another, for each row of the batch separately. With queries
 * q_t, keys k_s and values v_s, over the L_n valid steps s of row n:
 * <pre>
 *   e_ts = scale·(q_t · k_s)        a_ts = exp(e_ts) ÷ Σ_s exp(e_ts)        y_t = Σ_s a_ts·v_s
 *   dv_s = Σ_t a_ts·dy_t            da_ts = dy_t · v_s       de_ts = a_ts·(da_ts − Σ_s a_ts·da_ts)
 *   dq_t = scale·Σ_s de_ts·k_s      dk_s = scale·Σ_t de_ts·q_t
 * </pre>
 * The scale is 1 in Luong, Pham and Manning (arXiv 1508.04025, "dot"), and 1 ÷ √A in Vaswani et al. (arXiv 1706.03762,
 * equation 1). For a row without valid steps, weights and outputs are 0. Keeps no state between calls; thread-safe.
 */
public abstract class AttentionKernel {
    private final Backend backend;

    protected AttentionKernel(Backend backend) {
        this.backend = backend;
    }

    /**
     * Computes the weights a and the outputs y.
     *
     * @param q [T,N,A] queries
     * @param k [S,N,A] keys
     * @param v [S,N,V] values; may be k
     * @param lengths [N] valid steps of k and v; null if all rows have S
     * @param scale factor of the products q·k; positive
     * @param a [T,N,S] out: the weights, 0 past a row's length
     * @param y [T,N,V] out
     */
    public final void forward(
            Tensor q, Tensor k, Tensor v, int @Nullable [] lengths, double scale, Tensor a, Tensor y) {
        requireCommon(q, k, v, lengths, scale, a);
        requireLike("y [T,N,V]", y, q.dim(0), q.dim(1), v.dim(2));
        a.requireWritable();
        y.requireWritable();
        int held = TensorHolds.hold(q, k, v == k ? null : v, a, y, null);
        try {
            computeForward(q, k, v, lengths, scale, a, y);
            a.written();
            y.written();
        } finally {
            TensorHolds.release(held, q, k, v == k ? null : v, a, y, null);
        }
    }

    /**
     * Computes the gradients dq, dk and dv.
     *
     * @param q [T,N,A], as in forward
     * @param k [S,N,A], as in forward
     * @param v [S,N,V], as in forward
     * @param lengths [N], as in forward
     * @param scale as in forward
     * @param a [T,N,S], the weights that forward computed
     * @param dy [T,N,V]
     * @param de [T,N,S] out: the gradients of the scores e, times the scale
     * @param dq [T,N,A] out
     * @param dk [S,N,A] out; if v is k, the sum of both gradients
     * @param dv [S,N,V] out; null if v is k
     */
    public final void backward(
            Tensor q,
            Tensor k,
            Tensor v,
            int @Nullable [] lengths,
            double scale,
            Tensor a,
            Tensor dy,
            Tensor de,
            Tensor dq,
            Tensor dk,
            @Nullable Tensor dv) {
        requireCommon(q, k, v, lengths, scale, a);
        requireLike("dy [T,N,V]", dy, q.dim(0), q.dim(1), v.dim(2));
        requireLike("de [T,N,S]", de, q.dim(0), q.dim(1), k.dim(0));
        requireLike("dq [T,N,A]", dq, q.dim(0), q.dim(1), q.dim(2));
        requireLike("dk [S,N,A]", dk, k.dim(0), k.dim(1), k.dim(2));
        if ((dv == null) != (v == k)) {
            throw new IllegalArgumentException("dv: expected null if v is k, and a tensor otherwise");
        }
        de.requireWritable();
        dq.requireWritable();
        dk.requireWritable();
        if (dv != null) {
            requireLike("dv [S,N,V]", dv, v.dim(0), v.dim(1), v.dim(2));
            dv.requireWritable();
        }
        int held = TensorHolds.hold(q, k, v == k ? null : v, a, dy, dq);
        int heldToo = 0;
        boolean both = false;
        try {
            heldToo = TensorHolds.hold(dk, dv, de, null, null, null);
            both = true;
            computeBackward(q, k, v, lengths, scale, a, dy, de, dq, dk, dv);
            de.written();
            dq.written();
            dk.written();
            if (dv != null) {
                dv.written();
            }
        } finally {
            if (both) {
                TensorHolds.release(heldToo, dk, dv, de, null, null, null);
            }
            TensorHolds.release(held, q, k, v == k ? null : v, a, dy, dq);
        }
    }

    /**
     * Computes a and y from additive scores, e_ts = w·tanh(q_t + k_s) (Bahdanau, Cho and Bengio, arXiv 1409.0473).
     *
     * @param q [T,N,A], the projected queries
     * @param k [S,N,A], the projected memory
     * @param w [A]
     * @param v [S,N,V]
     * @param lengths [N] valid steps of k and v; null if all rows have S
     * @param a [T,N,S] out: the weights, 0 past a row's length
     * @param y [T,N,V] out
     */
    public final void forwardAdditive(
            Tensor q, Tensor k, Tensor w, Tensor v, int @Nullable [] lengths, Tensor a, Tensor y) {
        requireCommon(q, k, v, lengths, 1, a);
        requireLike("y [T,N,V]", y, q.dim(0), q.dim(1), v.dim(2));
        requireVector("w [A]", w, q);
        a.requireWritable();
        y.requireWritable();
        int held = TensorHolds.hold(q, k, w, v, a, y);
        try {
            computeForwardAdditive(q, k, w, v, lengths, a, y);
            a.written();
            y.written();
        } finally {
            TensorHolds.release(held, q, k, w, v, a, y);
        }
    }

    /**
     * Computes the gradients of {@link #forwardAdditive}: with de as above and h_ts = tanh(q_t + k_s),
     * <pre>
     *   dq_t = Σ_s de_ts·w⊙(1 − h_ts²)        dk_s = Σ_t de_ts·w⊙(1 − h_ts²)        dw += Σ_ts de_ts·h_ts
     * </pre>
     *
     * @param q and the other arguments up to a as in forwardAdditive
     * @param dy [T,N,V]
     * @param dq [T,N,A] out
     * @param dk [S,N,A] out
     * @param dw [A] accumulated
     * @param dv [S,N,V] out
     */
    public final void backwardAdditive(
            Tensor q,
            Tensor k,
            Tensor w,
            Tensor v,
            int @Nullable [] lengths,
            Tensor a,
            Tensor dy,
            Tensor dq,
            Tensor dk,
            Tensor dw,
            Tensor dv) {
        requireCommon(q, k, v, lengths, 1, a);
        requireLike("dy [T,N,V]", dy, q.dim(0), q.dim(1), v.dim(2));
        requireLike("dq [T,N,A]", dq, q.dim(0), q.dim(1), q.dim(2));
        requireLike("dk [S,N,A]", dk, k.dim(0), k.dim(1), k.dim(2));
        requireLike("dv [S,N,V]", dv, v.dim(0), v.dim(1), v.dim(2));
        requireVector("w [A]", w, q);
        requireVector("dw [A]", dw, q);
        dq.requireWritable();
        dk.requireWritable();
        dw.requireWritable();
        dv.requireWritable();
        int held = TensorHolds.hold(q, k, w, v, a, dy);
        int heldToo = 0;
        boolean both = false;
        try {
            heldToo = TensorHolds.hold(dq, dk, dw, dv, null, null);
            both = true;
            computeBackwardAdditive(q, k, w, v, lengths, a, dy, dq, dk, dw, dv);
            dq.written();
            dk.written();
            dw.written();
            dv.written();
        } finally {
            if (both) {
                TensorHolds.release(heldToo, dq, dk, dw, dv, null, null);
            }
            TensorHolds.release(held, q, k, w, v, a, dy);
        }
    }

    private void requireVector(String what, Tensor vector, Tensor q) {
        vector.requireShape(what, q.dim(2));
        vector.requireAllocator(what, backend);
    }

    private void requireCommon(Tensor q, Tensor k, Tensor v, int @Nullable [] lengths, double scale, Tensor a) {
        Arguments.requireFinitePositive("scale", scale);
        q.requireRank("q [T,N,A]", 3);
        k.requireRank("k [S,N,A]", 3);
        v.requireRank("v [S,N,V]", 3);
        q.requireAllocator("q [T,N,A]", backend);
        requireLike("k [S,N,A]", k, k.dim(0), q.dim(1), q.dim(2));
        requireLike("v [S,N,V]", v, k.dim(0), q.dim(1), v.dim(2));
        requireLike("a [T,N,S]", a, q.dim(0), q.dim(1), k.dim(0));
        if (lengths != null) {
            Lengths.require(lengths, k.dim(1), k.dim(0));
        }
    }

    private void requireLike(String what, Tensor tensor, int d0, int d1, int d2) {
        tensor.requireRank(what, 3);
        tensor.requireShape(what, d0, d1, d2);
        tensor.requireAllocator(what, backend);
    }

    /** Implements {@link #forward}; all arguments are checked. */
    protected abstract void computeForward(
            Tensor q, Tensor k, Tensor v, int @Nullable [] lengths, double scale, Tensor a, Tensor y);

    /** Implements {@link #backward}; all arguments are checked. */
    protected abstract void computeBackward(
            Tensor q,
            Tensor k,
            Tensor v,
            int @Nullable [] lengths,
            double scale,
            Tensor a,
            Tensor dy,
            Tensor de,
            Tensor dq,
            Tensor dk,
            @Nullable Tensor dv);

    /** {@link #forwardAdditive}, all arguments checked. */
    protected abstract void computeForwardAdditive(
            Tensor q, Tensor k, Tensor w, Tensor v, int @Nullable [] lengths, Tensor a, Tensor y);

    /** {@link #backwardAdditive}, all arguments checked. */
    protected abstract void computeBackwardAdditive(
            Tensor q,
            Tensor k,
            Tensor w,
            Tensor v,
            int @Nullable [] lengths,
            Tensor a,
            Tensor dy,
            Tensor dq,
            Tensor dk,
            Tensor dw,
            Tensor dv);
}
