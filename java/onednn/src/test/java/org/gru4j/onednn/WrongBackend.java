package org.gru4j.onednn;

import java.util.Map;
import org.gru4j.backend.Backend;
import org.gru4j.backend.CrossEntropyKernel;
import org.gru4j.backend.DenseKernel;
import org.gru4j.backend.EmbeddingKernel;
import org.gru4j.backend.GruDims;
import org.gru4j.backend.GruKernel;
import org.gru4j.backend.OptimizerKernel;
import org.gru4j.tensor.Storage;

/** Another backend that reads sequences from the wrong end. */
final class WrongBackend implements Backend {
    private final Backend right;

    WrongBackend(Backend right) {
        this.right = right;
    }

    @Override
    public String name() {
        return "wrong";
    }

    @Override
    public GruKernel createGru(GruDims dims) {
        return right.createGru(new GruDims(dims.steps(), dims.batch(), dims.inputSize(), dims.hiddenSize(),
                dims.resetGate(), !dims.reverse(), dims.training()));
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
    public CrossEntropyKernel crossEntropy() {
        return right.crossEntropy();
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
