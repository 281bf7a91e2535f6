package org.gru4j.interop.onnx;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.interop.onnx.Atom.Role;

/**
 * A signal in an arrangement: what each axis of the value runs over. Whatever only moves numbers is followed by
 * following the atoms, so that it is known at each layer whether its input is arranged as the layer's kind expects.
 */
record Activity(Signal signal, List<List<Atom>> axes) implements Value {
    Activity {
        axes = axes.stream().map(List::copyOf).toList();
    }

    @Override
    public List<Dim> dims() {
        return axes.stream().map(Activity::size).toList();
    }

    private static Dim size(List<Atom> atoms) {
        return Dim.product(atoms.stream().map(Atom::size).toList());
    }

    /** What the axis runs over, if it is steps or sequences alone; else null. */
    Role outer(int axis) {
        List<Atom> atoms = axes.get(axis);
        return atoms.size() == 1 && atoms.get(0).isOuter() ? atoms.get(0).role() : null;
    }

    boolean isFeatures(int axis) {
        return axes.get(axis).equals(signal.features());
    }

    Activity with(Signal other, int axis, List<Atom> atoms) {
        List<List<Atom>> changed = new ArrayList<>(axes);
        changed.set(axis, atoms);
        return new Activity(other, changed);
    }

    @Override
    public Activity transpose(int... perm) {
        List<List<Atom>> moved = new ArrayList<>();
        for (int axis : perm) {
            moved.add(axes.get(axis));
        }
        return new Activity(signal, moved);
    }

    @Override
    public Activity squeeze(List<Integer> dropped) {
        List<List<Atom>> rest = new ArrayList<>();
        for (int k = 0; k < rank(); k++) {
            if (!dropped.contains(k)) {
                rest.add(axes.get(k));
            } else if (!axes.get(k).isEmpty() && !(isStates() && size(axes.get(k)).is(1))) {
                throw new OnnxFault("axis " + k + ": expected a single direction or feature but got " + describe());
            }
        }
        return new Activity(signal, rest);
    }

    @Override
    public Activity unsqueeze(List<Integer> added) {
        List<List<Atom>> all = new ArrayList<>();
        for (int k = 0, next = 0; k < rank() + added.size(); k++) {
            all.add(added.contains(k) ? List.of() : axes.get(next++));
        }
        return new Activity(signal, all);
    }

    /** Only so that atoms stay whole and in their order: each axis of the result is some of them. */
    @Override
    public Activity reshape(List<Dim> target) {
        List<Atom> atoms = axes.stream().flatMap(List::stream).toList();
        List<List<Atom>> groups = new ArrayList<>();
        int next = 0;
        for (Dim wanted : target) {
            List<Atom> group = new ArrayList<>();
            Dim size = Dim.ONE;
            if (wanted.is(1) && next < atoms.size() && atoms.get(next).size().is(1)) {
                group.add(atoms.get(next++));
            }
            while (!size.equals(wanted) && next < atoms.size()) {
                size = size.times(atoms.get(next).size());
                group.add(atoms.get(next++));
            }
            if (!size.equals(wanted)) {
                throw new OnnxFault("shape: expected whole axes of " + describe() + " to be kept or joined but got "
                        + target);
            }
            groups.add(group);
        }
        if (next < atoms.size()) {
            throw new OnnxFault("shape: expected all axes of " + describe() + " to be kept but got " + target);
        }
        return new Activity(signal, groups);
    }

    @Override
    public Activity slice(int axis, int from, int to) {
        List<Atom> atoms = axes.get(axis);
        if (signal instanceof Signal.Recurrent layer && !atoms.isEmpty() && atoms.get(0).role() == Role.DIRECTION) {
            int unit = (int) Dim.product(atoms.stream().skip(1).map(Atom::size).toList()).factor();
            if (from % unit == 0 && to % unit == 0 && from < to) {
                List<Signal.Run> runs = layer.runs.subList(from / unit, to / unit);
                List<Atom> rest = new ArrayList<>(Atom.directions(runs.size()));
                rest.addAll(atoms.subList(1, atoms.size()));
                return with(new Signal.Recurrent(layer.source, layer.node, runs), axis, rest);
            }
        }
        if (isStates() && axis == 0) {
            return with(states(), 0, Atom.directions(to - from));
        }
        throw new OnnxFault("axis " + axis + ": expected whole directions but got " + from + " to " + to + " of "
                + describe());
    }

    /** Whether it is nothing but states that go in, or come out. */
    private boolean isStates() {
        return signal instanceof Signal.Input input && !input.integers || signal instanceof Signal.States
                || signal instanceof Signal.FinalStates;
    }

    private Signal states() {
        return signal instanceof Signal.FinalStates ? signal : new Signal.States();
    }

    /** Several of them one after the other along an axis. */
    static Activity concat(List<Activity> parts, int axis) {
        Activity first = parts.get(0);
        long size = 0;
        List<Signal.Run> runs = new ArrayList<>();
        for (Activity part : parts) {
            if (!part.isStates()) {
                requireSameBut(axis, first, part);
            }
            size = Math.addExact(size, part.dims().get(axis).factor());
            if (part.signal instanceof Signal.Recurrent layer && first.signal instanceof Signal.Recurrent other
                    && layer.source == other.source && layer.hiddenSize() == other.hiddenSize()) {
                runs.addAll(layer.runs);
                if (runs.size() > 2) {
                    throw new OnnxFault("expected at most two directions but got more of " + part.describe());
                }
            } else if (!part.isStates() || part.signal.getClass() != first.signal.getClass()) {
                throw new OnnxFault("expected directions of one layer, or states, but got " + part.describe()
                        + " beside "
                        + first.describe());
            }
        }
        if (runs.isEmpty()) {
            return first.with(first.states(), axis, Atom.directions(size));
        }
        Signal.Recurrent layer = (Signal.Recurrent) first.signal;
        List<Atom> atoms = new ArrayList<>(Atom.directions(runs.size()));
        List<Atom> own = first.axes.get(axis);
        atoms.addAll(own.isEmpty() || own.get(0).role() == Role.FEATURE ? own : own.subList(1, own.size()));
        return first.with(new Signal.Recurrent(layer.source, layer.node, runs), axis, atoms);
    }

    /** Whether the parts are directions that lie along this axis, of a sequence arranged in the same way. */
    private static void requireSameBut(int axis, Activity first, Activity part) {
        boolean same = part.rank() == first.rank();
        for (int k = 0; same && k < first.rank(); k++) {
            boolean directions = part.axes.get(k).stream().anyMatch(atom -> atom.role() == Role.DIRECTION);
            same = k == axis ? part.axes.get(k).stream().noneMatch(Atom::isOuter)
                    : !directions && first.axes.get(k).equals(part.axes.get(k));
        }
        if (!same) {
            throw new OnnxFault("expected directions along axis " + axis + " but got " + part.describe() + " beside "
                    + first.describe());
        }
    }

    @Override
    public String describe() {
        return signal.describe() + " " + dims();
    }
}
