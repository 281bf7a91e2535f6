package org.gru4j.golden;

/** Whether the reset gate acts on the state before its matrix product, or on the product. */
enum ResetGate {
    BEFORE,
    AFTER
}
