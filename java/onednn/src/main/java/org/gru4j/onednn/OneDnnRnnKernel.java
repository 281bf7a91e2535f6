package org.gru4j.onednn;

import org.gru4j.backend.RnnDims;
import org.gru4j.backend.RnnKernel;
import org.gru4j.backend.RnnWorkspace;
import org.gru4j.recurrent.RnnWeights;
import org.gru4j.tensor.Tensor;

/** LSTM cells or tanh units in native code. */
final class OneDnnRnnKernel extends RnnKernel {
    private static final class NativeWorkspace extends RnnWorkspace {
        private final PassMemory memory;

        NativeWorkspace(OneDnnRnnKernel kernel) {
            super(kernel);
            memory = kernel.kernel.allocateMemory();
        }

        @Override
        protected void release() {
            memory.release();
        }
    }

    private final NativeRecurrent kernel;

    /** @param strategy PRIMITIVE or PANEL */
    OneDnnRnnKernel(OneDnnBackend backend, RnnDims dims, Strategy strategy) {
        super(backend, dims);
        kernel = new NativeRecurrent(backend, RecurrentShape.of(dims), strategy);
        freedBy(kernel.peer()::free);
    }

    @Override
    protected RnnWorkspace createWorkspace() {
        return new NativeWorkspace(this);
    }

    @Override
    protected void computeForward(RnnWeights weights, Tensor x, Tensor s0, int[] lengths, Tensor y, Tensor sT,
            RnnWorkspace workspace) {
        kernel.forward(weights.w(), weights.u(), weights.b(), weights.version(), x, s0, lengths, null, null, y, sT,
                workspace == null ? null : ((NativeWorkspace) workspace).memory);
    }

    @Override
    protected void computeBackward(Tensor dy, Tensor dsT, RnnWeights gradients, Tensor dx, Tensor ds0,
            RnnWorkspace workspace) {
        NativeWorkspace ours = (NativeWorkspace) workspace;
        RnnWeights weights = ours.weights();
        kernel.backward(weights.w(), weights.u(), weights.b(), weights.version(), ours.x(), ours.s0(), ours.lengths(),
                null, null, ours.y(), dy, dsT, gradients.w(), gradients.u(), gradients.b(), dx, ds0, ours.memory);
    }

    @Override
    protected void release() {
        kernel.release();
    }
}
