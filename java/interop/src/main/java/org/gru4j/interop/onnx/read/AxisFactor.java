package org.gru4j.interop.onnx.read;

import java.util.ArrayList;
import java.util.List;

/**
 * What axes are made of: an axis of a value is none, one or several of these, the last one running fastest.
 *
 * @param size not 1, unless its role is that of an axis of an input
 */
record AxisFactor(Role role, Dim size) {
    /** What an axis runs over. */
    enum Role {
        /** The first axis of an input: steps, or the sequences of a batch, as the first recurrent layer tells. */
        FIRST,
        /** The second axis of an input: the other one. */
        SECOND,
        /** The directions of a recurrent layer. */
        DIRECTION,
        /** Features of a step. */
        FEATURE
    }

    /** The atoms of an axis of features. */
    static List<AxisFactor> features(long size) {
        return size == 1 ? List.of() : List.of(new AxisFactor(Role.FEATURE, Dim.of(size)));
    }

    /** The atoms of an axis of directions. */
    static List<AxisFactor> directions(long size) {
        return size == 1 ? List.of() : List.of(new AxisFactor(Role.DIRECTION, Dim.of(size)));
    }

    /** The atoms of an axis of the features of several directions, one direction after the other. */
    static List<AxisFactor> joined(long directions, long size) {
        List<AxisFactor> atoms = new ArrayList<>(directions(directions));
        atoms.addAll(features(size));
        return atoms;
    }

    /** Whether it runs over steps or sequences. */
    boolean isOuter() {
        return role == Role.FIRST || role == Role.SECOND;
    }
}
