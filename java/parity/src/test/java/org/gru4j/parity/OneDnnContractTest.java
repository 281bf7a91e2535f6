package org.gru4j.parity;

import org.gru4j.backend.Backends;

class OneDnnContractTest extends RecurrentContract {
    OneDnnContractTest() {
        super(Backends.named("onednn"));
    }
}
