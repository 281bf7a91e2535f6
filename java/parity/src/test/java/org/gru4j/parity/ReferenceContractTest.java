package org.gru4j.parity;

import org.gru4j.backend.Backends;

class ReferenceContractTest extends BackendContract {
    ReferenceContractTest() {
        super(Backends.named("reference"));
    }
}
