package org.gru4j.interop.onnx.read;

import java.util.ArrayList;
import java.util.List;

/**
 * A factor of an axis. An axis of a value has no factor, one or several; the last one runs fastest.
 *
 * @param role what the factor runs over
 * @param size the size; not 1, except for the first two axes of an input
 */
record AxisFactor(Role role, Dim size) {
    /** What an axis runs over. */
    enum Role {
        /** The first axis of an input: steps or sequences, which follows from the first recurrent or pooling layer. */
        FIRST,
        /** The second axis of an input: sequences if the first one is steps, otherwise steps. */
        SECOND,
        /** The directions of a recurrent layer. */
        DIRECTION,
        /** The features of a step. */
        FEATURE
    }

    /** Returns the factors of an axis of features. */
    static List<AxisFactor> features(long size) {
        return size == 1 ? List.of() : List.of(new AxisFactor(Role.FEATURE, Dim.of(size)));
    }

    /** Returns the factors of an axis of directions. */
    static List<AxisFactor> directions(long size) {
        return size == 1 ? List.of() : List.of(new AxisFactor(Role.DIRECTION, Dim.of(size)));
    }

    /** Returns the factors of an axis that contains the features of one direction after the other. */
    static List<AxisFactor> joined(long directions, long size) {
        List<AxisFactor> atoms = new ArrayList<>(directions(directions));
        atoms.addAll(features(size));
        return atoms;
    }

    /** Returns whether it runs over steps or sequences. */
    boolean isOuter() {
        return role == Role.FIRST || role == Role.SECOND;
    }
}
