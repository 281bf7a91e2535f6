package org.gru4j.layer;

/** The spec of a layer without parameters that emits as many features as it reads. */
interface SameSizeLayer extends LayerSpec {
    /** Returns the number of features of a step, in its input and output. */
    int size();

    @Override
    default int inputFeatures() {
        return size();
    }

    @Override
    default int outputFeatures() {
        return size();
    }

    @Override
    default boolean hasParameters() {
        return false;
    }
}
