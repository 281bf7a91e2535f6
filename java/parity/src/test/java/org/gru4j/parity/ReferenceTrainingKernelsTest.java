package org.gru4j.parity;

import org.gru4j.backend.Backends;

class ReferenceTrainingKernelsTest extends TrainingKernelsContract {
    ReferenceTrainingKernelsTest() {
        super(threads -> Backends.named("reference", threads));
    }
}
