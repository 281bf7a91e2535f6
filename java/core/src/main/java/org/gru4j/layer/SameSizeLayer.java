package org.gru4j.layer;

/** A layer without parameters that emits as many features as it reads. */
interface SameSizeLayer extends LayerSpec {
    /** The features of a step, in and out. */
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
