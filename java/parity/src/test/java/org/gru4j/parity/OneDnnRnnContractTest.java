package org.gru4j.parity;

import org.gru4j.backend.Backends;

class OneDnnRnnContractTest extends RnnContract {
    OneDnnRnnContractTest() {
        super(Backends.named("onednn"));
    }
}
