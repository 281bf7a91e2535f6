package org.gru4j.interop.onnx.read;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A constant that repeats one number.
 *
 * @param dims the size of each axis
 * @param integer the number if it is an integer; null if it is a float
 * @param number the number if it is a float
 */
record ConstantFill(List<Dim> dims, @Nullable Dim integer, float number) implements Value {
    ConstantFill {
        dims = List.copyOf(dims);
    }

    boolean isZero() {
        return integer == null ? number == 0 : integer.is(0);
    }

    @Override
    public ConstantFill transpose(int... perm) {
        List<Dim> target = new ArrayList<>();
        for (int axis : perm) {
            target.add(dims.get(axis));
        }
        return reshape(target);
    }

    @Override
    public ConstantFill reshape(List<Dim> target) {
        return new ConstantFill(target, integer, number);
    }

    @Override
    public ConstantFill slice(int axis, int from, int to) {
        List<Dim> target = new ArrayList<>(dims);
        target.set(axis, Dim.of(to - from));
        return reshape(target);
    }

    @Override
    public String describe() {
        return "all " + (integer == null ? number : integer) + " " + dims;
    }
}
