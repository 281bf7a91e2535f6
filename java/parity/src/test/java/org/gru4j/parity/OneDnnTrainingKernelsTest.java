package org.gru4j.parity;

import org.gru4j.backend.Backends;

class OneDnnTrainingKernelsTest extends TrainingKernelsContract {
    OneDnnTrainingKernelsTest() {
        super(Backends.named("onednn"));
    }
}
