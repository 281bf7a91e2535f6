package org.gru4j.recurrent;

import org.gru4j.argument.Arguments;

/** Checks of the sizes in a {@link RecurrentSpec}. */
final class SpecChecks {
    private SpecChecks() {}

    /** Checks that products with numLayers fit into an int: a definition may come from a damaged file. */
    static void requireLayers(int numLayers, int statesOfEach) {
        Arguments.requirePositive("numLayers", numLayers);
        if (numLayers > Integer.MAX_VALUE / statesOfEach) {
            throw new IllegalArgumentException(
                    "numLayers: expected at most " + Integer.MAX_VALUE / statesOfEach + " but got " + numLayers);
        }
    }
}
