package org.gru4j.interop.onnx.read;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.interop.onnx.format.OnnxFault;
import org.gru4j.interop.onnx.read.AxisFactor.Role;
import org.jspecify.annotations.Nullable;

/**
 * A value that a graph computes from its inputs, with the arrangement of its axes. Operators that only move numbers
 * change the arrangement and not the signal. So the reader knows at each layer whether the input is arranged as the
 * layer expects.
 *
 * @param signal what is computed
 * @param axes what each axis runs over: its factors, the last one running fastest
 */
record Activation(LayerOutput signal, List<List<AxisFactor>> axes) implements Value {
    Activation {
        axes = axes.stream().map(List::copyOf).toList();
    }

    @Override
    public List<Dim> dims() {
        return axes.stream().map(Activation::size).toList();
    }

    private static Dim size(List<AxisFactor> atoms) {
        return Dim.product(atoms.stream().map(AxisFactor::size).toList());
    }

    /** Returns the role of an axis that runs over steps only or sequences only; null for other axes. */
    @Nullable
    Role outer(int axis) {
        List<AxisFactor> atoms = axes.get(axis);
        return atoms.size() == 1 && atoms.get(0).isOuter() ? atoms.get(0).role() : null;
    }

    /** Returns whether an axis runs over all features of a step in their order. */
    boolean isFeatures(int axis) {
        return axes.get(axis).equals(signal.features());
    }

    /** Returns the arrangement of this value for another signal, with one axis changed. */
    Activation with(LayerOutput other, int axis, List<AxisFactor> atoms) {
        List<List<AxisFactor>> changed = new ArrayList<>(axes);
        changed.set(axis, atoms);
        return new Activation(other, changed);
    }

    @Override
    public Activation transpose(int... perm) {
        List<List<AxisFactor>> moved = new ArrayList<>();
        for (int axis : perm) {
            moved.add(axes.get(axis));
        }
        return new Activation(signal, moved);
    }

    @Override
    public Activation squeeze(List<Integer> dropped) {
        List<List<AxisFactor>> rest = new ArrayList<>();
        for (int k = 0; k < rank(); k++) {
            if (!dropped.contains(k)) {
                rest.add(axes.get(k));
            } else if (!axes.get(k).isEmpty()
                    && !(isStates() && size(axes.get(k)).is(1))) {
                throw new OnnxFault("axis " + k + ": expected a single direction or feature but got " + describe());
            }
        }
        return new Activation(signal, rest);
    }

    @Override
    public Activation unsqueeze(List<Integer> added) {
        List<List<AxisFactor>> all = new ArrayList<>();
        for (int k = 0, next = 0; k < rank() + added.size(); k++) {
            all.add(added.contains(k) ? List.of() : axes.get(next++));
        }
        return new Activation(signal, all);
    }

    /** Returns this value with joined or split axes. The factors must stay whole and in their order. */
    @Override
    public Activation reshape(List<Dim> target) {
        List<AxisFactor> atoms = axes.stream().flatMap(List::stream).toList();
        List<List<AxisFactor>> groups = new ArrayList<>();
        int next = 0;
        for (Dim wanted : target) {
            List<AxisFactor> group = new ArrayList<>();
            Dim size = Dim.ONE;
            if (wanted.is(1) && next < atoms.size() && atoms.get(next).size().is(1)) {
                group.add(atoms.get(next++));
            }
            while (!size.equals(wanted) && next < atoms.size()) {
                size = size.times(atoms.get(next).size());
                group.add(atoms.get(next++));
            }
            if (!size.equals(wanted)) {
                throw new OnnxFault(
                        "shape: expected whole axes of " + describe() + " to be kept or joined but got " + target);
            }
            groups.add(group);
        }
        if (next < atoms.size()) {
            throw new OnnxFault("shape: expected all axes of " + describe() + " to be kept but got " + target);
        }
        return new Activation(signal, groups);
    }

    @Override
    public Activation slice(int axis, int from, int to) {
        List<AxisFactor> atoms = axes.get(axis);
        boolean directions = signal instanceof LayerOutput.Recurrent || signal instanceof States;
        if (directions && !atoms.isEmpty() && atoms.get(0).role() == Role.DIRECTION) {
            int unit = (int)
                    Dim.product(atoms.stream().skip(1).map(AxisFactor::size).toList())
                            .factor();
            if (from % unit == 0 && to % unit == 0 && from < to) {
                List<AxisFactor> rest = new ArrayList<>(AxisFactor.directions(to / unit - from / unit));
                rest.addAll(atoms.subList(1, atoms.size()));
                return with(signal.directions(from / unit, to / unit), axis, rest);
            }
        }
        if (isInitial() && axis == 0) {
            return with(new LayerOutput.InitialStates(), 0, AxisFactor.directions(to - from));
        }
        throw new OnnxFault(
                "axis " + axis + ": expected whole directions but got " + from + " to " + to + " of " + describe());
    }

    /** Returns whether this may be initial states: an input of floats, or a part of one. */
    private boolean isInitial() {
        return signal instanceof LayerOutput.Input input && !input.integers
                || signal instanceof LayerOutput.InitialStates;
    }

    private boolean isStates() {
        return isInitial() || signal instanceof States;
    }

    /**
     * Concatenates values along an axis. They must be initial states, final states, or directions of the same layer.
     *
     * @throws OnnxFault if they are anything else
     */
    static Activation concat(List<Activation> parts, int axis) {
        Activation first = parts.get(0);
        if (parts.stream().allMatch(Activation::isInitial)) {
            long size = 0;
            for (Activation part : parts) {
                size = Math.addExact(size, part.dims().get(axis).factor());
            }
            return first.with(new LayerOutput.InitialStates(), axis, AxisFactor.directions(size));
        }
        requireSameBut(axis, first, first);
        LayerOutput joined = first.signal;
        for (Activation part : parts.subList(1, parts.size())) {
            requireSameBut(axis, first, part);
            joined = joined.beside(part.signal);
            if (joined == null) {
                throw new OnnxFault("expected directions of one layer, or states, but got " + first.describe()
                        + " and "
                        + part.describe());
            }
        }
        List<AxisFactor> atoms = new ArrayList<>(AxisFactor.directions(joined.directions()));
        List<AxisFactor> own = first.axes.get(axis);
        atoms.addAll(own.isEmpty() || own.get(0).role() == Role.FEATURE ? own : own.subList(1, own.size()));
        return first.with(joined, axis, atoms);
    }

    /** Checks that both values have their directions along this axis, and that all other axes are the same. */
    private static void requireSameBut(int axis, Activation first, Activation part) {
        boolean same = part.rank() == first.rank();
        for (int k = 0; same && k < first.rank(); k++) {
            boolean directions = part.axes.get(k).stream().anyMatch(atom -> atom.role() == Role.DIRECTION);
            same = k == axis
                    ? part.axes.get(k).stream().noneMatch(AxisFactor::isOuter)
                    : !directions && first.axes.get(k).equals(part.axes.get(k));
        }
        if (!same) {
            throw new OnnxFault("expected directions along axis " + axis + " but got " + first.describe() + " and "
                    + part.describe());
        }
    }

    @Override
    public String describe() {
        return signal.describe() + " " + dims();
    }
}
