package org.gru4j.golden;

/** Where the reset gate acts: on the state before its matrix product, or on the product. */
enum ResetGate {
    BEFORE,
    AFTER
}
