package org.gru4j.recurrent;

import org.gru4j.argument.Arguments;

/** Checks of the numbers that recurrent layers are described with. */
final class SpecChecks {
    private SpecChecks() {}

    /** So that products with numLayers are ints: a description may come from a damaged file. */
    static void requireLayers(int numLayers, int statesOfEach) {
        Arguments.requirePositive("numLayers", numLayers);
        if (numLayers > Integer.MAX_VALUE / statesOfEach) {
            throw new IllegalArgumentException(
                    "numLayers: expected at most " + Integer.MAX_VALUE / statesOfEach + " but got " + numLayers);
        }
    }
}
