package org.gru4j.onednn;

import java.util.Map;
import org.gru4j.backend.AttentionKernel;
import org.gru4j.backend.Backend;
import org.gru4j.backend.CrossEntropyKernel;
import org.gru4j.backend.DenseKernel;
import org.gru4j.backend.DropoutKernel;
import org.gru4j.backend.ElementwiseKernel;
import org.gru4j.backend.EmbeddingKernel;
import org.gru4j.backend.NormalizationKernel;
import org.gru4j.backend.OptimizerKernel;
import org.gru4j.backend.RecurrentDims;
import org.gru4j.backend.RecurrentKernel;
import org.gru4j.backend.Threads;
import org.gru4j.backend.portable.PortableBackend;
import org.gru4j.tensor.Storage;
import org.gru4j.tensor.Tensor;

/**
 * Another backend that reads sequences from the wrong end, always or where threads share the steps, or that finds
 * every loss a thousandth too high, or those of many rows.
 */
final class WrongBackend extends PortableBackend {
    enum Fault {
        SEQUENCES,
        CELLS,
        LOSS,
        THREADS,
        SLABS
    }

    private final Backend right;
    private final Fault fault;

    WrongBackend(Backend right, Fault fault) {
        this.right = right;
        this.fault = fault;
    }

    @Override
    public String name() {
        return "wrong";
    }

    @Override
    public RecurrentKernel recurrentKernel(RecurrentDims dims) {
        return right.recurrentKernel(new RecurrentDims(
                dims.cell(),
                dims.steps(),
                dims.batch(),
                dims.inputSize(),
                dims.hiddenSize(),
                dims.reverse() ^ isReversed(dims),
                dims.training()));
    }

    private boolean isReversed(RecurrentDims dims) {
        if (!dims.cell().isGru()) {
            return fault == Fault.CELLS;
        }
        return fault == Fault.SEQUENCES || fault == Fault.THREADS && dims.steps() > 4 && Threads.limit() != 1;
    }

    @Override
    public DenseKernel dense() {
        return right.dense();
    }

    @Override
    public EmbeddingKernel embedding() {
        return right.embedding();
    }

    @Override
    public ElementwiseKernel elementwise() {
        return right.elementwise();
    }

    @Override
    public NormalizationKernel normalization() {
        return right.normalization();
    }

    @Override
    public AttentionKernel attention() {
        return right.attention();
    }

    @Override
    public DropoutKernel dropout() {
        return right.dropout();
    }

    @Override
    public CrossEntropyKernel crossEntropy() {
        return fault != Fault.LOSS && fault != Fault.SLABS
                ? right.crossEntropy()
                : new CrossEntropyKernel(right) {
                    @Override
                    protected double computeLoss(Tensor logits, int[] targets, Tensor dLogits) {
                        double factor = fault == Fault.LOSS || logits.dim(1) > 3 && Threads.limit() != 1 ? 1.001 : 1;
                        return factor * right.crossEntropy().compute(logits, targets, dLogits);
                    }
                };
    }

    @Override
    public OptimizerKernel optimizer() {
        return right.optimizer();
    }

    @Override
    public int threads() {
        return right.threads();
    }

    @Override
    public Map<String, String> properties() {
        return right.properties();
    }

    /** What it allocates is the other's, so that the other's kernels take it. */
    @Override
    public Storage allocate(int floats) {
        return right.allocate(floats);
    }

    @Override
    public void release(Storage storage) {
        right.release(storage);
    }
}
