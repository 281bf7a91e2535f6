package org.gru4j.parity;

import org.gru4j.backend.Backends;

class OneDnnTrainingKernelsTest extends TrainingKernelsContract {
    OneDnnTrainingKernelsTest() {
        super(threads -> Backends.named("onednn", threads));
    }
}
