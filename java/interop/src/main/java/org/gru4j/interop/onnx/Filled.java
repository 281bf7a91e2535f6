package org.gru4j.interop.onnx;

import java.util.ArrayList;
import java.util.List;

/**
 * One number, repeated.
 *
 * @param integer the number; null if it is no integer
 * @param number the number if it is no integer
 */
record Filled(List<Dim> dims, Dim integer, float number) implements Value {
    Filled {
        dims = List.copyOf(dims);
    }

    boolean isZero() {
        return integer == null ? number == 0 : integer.is(0);
    }

    @Override
    public Filled transpose(int... perm) {
        List<Dim> target = new ArrayList<>();
        for (int axis : perm) {
            target.add(dims.get(axis));
        }
        return reshape(target);
    }

    @Override
    public Filled reshape(List<Dim> target) {
        return new Filled(target, integer, number);
    }

    @Override
    public Filled slice(int axis, int from, int to) {
        List<Dim> target = new ArrayList<>(dims);
        target.set(axis, Dim.of(to - from));
        return reshape(target);
    }

    @Override
    public String describe() {
        return "all " + (integer == null ? number : integer) + " " + dims;
    }
}
