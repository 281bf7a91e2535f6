package org.gru4j.parity;

import org.gru4j.backend.Backends;

class ReferenceContractTest extends RecurrentContract {
    ReferenceContractTest() {
        super(Backends.named("reference"));
    }
}
