package org.gru4j.onednn;

import static org.gru4j.onednn.NativeStorage.addressOf;

import org.gru4j.backend.AttentionKernel;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Products of each sequence in C++; additive scores are the portable ones. */
final class NativeAttentionKernel extends AttentionKernel {
    private final OneDnnBackend backend;
    private final AttentionKernel portable;
    private final IdBuffers buffers;

    NativeAttentionKernel(OneDnnBackend backend, AttentionKernel portable) {
        super(backend);
        this.backend = backend;
        this.portable = portable;
        this.buffers = new IdBuffers(backend);
    }

    private @Nullable NativeStorage copy(int @Nullable [] lengths, Tensor k) {
        return lengths == null ? null : buffers.copy("lengths", lengths, k.dim(1), k.dim(0) + 1);
    }

    private static long addressOrNull(@Nullable NativeStorage lengths) {
        return lengths == null ? 0 : lengths.address();
    }

    private void release(@Nullable NativeStorage lengths) {
        if (lengths != null) {
            buffers.release(lengths);
        }
    }

    @Override
    protected void computeForward(
            Tensor q, Tensor k, Tensor v, int @Nullable [] lengths, double scale, Tensor a, Tensor y) {
        NativeStorage copy = copy(lengths, k);
        try {
            NativeLibrary.attentionForward(
                    q.dim(0),
                    k.dim(0),
                    q.dim(1),
                    q.dim(2),
                    v.dim(2),
                    addressOf(q),
                    addressOf(k),
                    addressOf(v),
                    addressOrNull(copy),
                    (float) scale,
                    addressOf(a),
                    addressOf(y),
                    backend.threadsNow());
        } finally {
            release(copy);
        }
    }

    @Override
    protected void computeBackward(
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
        NativeStorage copy = copy(lengths, k);
        try {
            NativeLibrary.attentionBackward(
                    q.dim(0),
                    k.dim(0),
                    q.dim(1),
                    q.dim(2),
                    v.dim(2),
                    addressOf(q),
                    addressOf(k),
                    addressOf(v),
                    addressOrNull(copy),
                    (float) scale,
                    addressOf(a),
                    addressOf(dy),
                    addressOf(de),
                    addressOf(dq),
                    addressOf(dk),
                    dv == null ? 0 : addressOf(dv),
                    backend.threadsNow());
        } finally {
            release(copy);
        }
    }

    @Override
    protected void computeForwardAdditive(
            Tensor q, Tensor k, Tensor w, Tensor v, int @Nullable [] lengths, Tensor a, Tensor y) {
        portable.forwardAdditive(q, k, w, v, lengths, a, y);
    }

    @Override
    protected void computeBackwardAdditive(
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
        portable.backwardAdditive(q, k, w, v, lengths, a, dy, dq, dk, dw, dv);
    }
}
