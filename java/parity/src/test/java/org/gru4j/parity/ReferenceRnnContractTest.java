package org.gru4j.parity;

import org.gru4j.backend.Backends;

class ReferenceRnnContractTest extends RnnContract {
    ReferenceRnnContractTest() {
        super(Backends.named("reference"));
    }
}
