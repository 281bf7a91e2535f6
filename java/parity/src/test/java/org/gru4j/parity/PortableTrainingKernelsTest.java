package org.gru4j.parity;

class PortableTrainingKernelsTest extends TrainingKernelsContract {
    PortableTrainingKernelsTest() {
        super(threads -> new MinimalBackend());
    }
}
