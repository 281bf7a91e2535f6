package org.gru4j.backend;

import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

class DenormalsTest {
    @Test
    void anOrdinaryThreadKeepsThem() {
        assertFalse(Denormals.areFlushed());
    }
}
