package org.gru4j.interop.onnx.read;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Reads the operators that move numbers without changing them. */
final class MoveOperators {
    private final ImportBudget reading;
    private final StepSelection steps;

    MoveOperators(ImportBudget reading) {
        this.reading = reading;
        this.steps = new StepSelection(reading);
    }

    /** Counts the numbers of a constant that is about to be copied, and returns it. */
    private Value charged(Value value) {
        reading.charge(value instanceof Weights weights ? weights.values().length : 0);
        return value;
    }

    Value transpose(OnnxNode node) {
        Value value = charged(node.input(0));
        long[] perm = node.integers("perm");
        if (perm == null) {
            perm = IntStream.iterate(value.rank() - 1, k -> k >= 0, k -> k - 1)
                    .asLongStream()
                    .toArray();
        }
        long[] sorted = perm.clone();
        Arrays.sort(sorted);
        if (!Arrays.equals(
                sorted, IntStream.range(0, value.rank()).asLongStream().toArray())) {
            throw node.fault("attribute 'perm': expected each axis of " + value.describe() + " once but got "
                    + Arrays.toString(perm));
        }
        return value.transpose(Arrays.stream(perm).mapToInt(k -> (int) k).toArray());
    }

    Value reshape(OnnxNode node) {
        Value value = node.input(0);
        boolean zeroKeeps = node.integer("allowzero", 0) == 0;
        List<Dim> wanted = node.sizes(1).elements();
        List<Dim> target = new ArrayList<>();
        Dim known = Dim.ONE;
        int open = -1;
        for (int k = 0; k < wanted.size(); k++) {
            Dim dim = wanted.get(k).is(0) && zeroKeeps && k < value.rank()
                    ? value.dims().get(k)
                    : wanted.get(k);
            if (dim.is(-1) && open < 0) {
                open = k;
            } else if (dim.factor() < 0) {
                throw node.fault("shape: expected sizes, and at most one −1, but got " + wanted);
            } else {
                known = known.times(dim);
            }
            target.add(dim);
        }
        Dim all = Dim.product(value.dims());
        if (open >= 0) {
            Dim rest = all.dividedBy(known);
            target.set(open, rest == null ? Dim.ONE : rest);
        }
        if (!Dim.product(target).equals(all)) {
            throw node.fault("shape: expected as many elements as in " + value.describe() + " but got " + wanted);
        }
        return value.reshape(target);
    }

    Value squeeze(OnnxNode node) {
        Value value = node.input(0);
        List<Integer> axes = node.axes(1, value.rank());
        if (axes == null) {
            axes = IntStream.range(0, value.rank())
                    .filter(k -> value.dims().get(k).is(1))
                    .boxed()
                    .toList();
        }
        return value.squeeze(axes);
    }

    Value unsqueeze(OnnxNode node) {
        Value value = node.input(0);
        long[] given = node.integers("axes");
        long[] axes = given == null ? node.numbers(1) : given;
        return value.unsqueeze(node.ascending(axes, value.rank() + axes.length));
    }

    Value slice(OnnxNode node) {
        boolean attributes = node.hasAttribute("starts");
        Sizes starts = attributes ? sizes(node, "starts") : node.sizes(1);
        Sizes ends = attributes ? sizes(node, "ends") : node.sizes(2);
        long[] axes = attributes ? node.integers("axes") : node.has(3) ? node.numbers(3) : null;
        int count = starts.elements().size();
        if (axes == null) {
            axes = IntStream.range(0, count).asLongStream().toArray();
        }
        if (node.has(4) && Arrays.stream(node.numbers(4)).anyMatch(step -> step != 1)) {
            throw node.fault("steps: expected 1 but got " + Arrays.toString(node.numbers(4)));
        }
        if (ends.elements().size() != count || axes.length != count) {
            throw node.fault("starts, ends and axes: expected the same number of each but got " + count + ", "
                    + ends.elements().size() + " and " + axes.length);
        }
        Value value = charged(node.input(0));
        for (int k = 0; k < count; k++) {
            value = slice(
                    node,
                    value,
                    node.axis(axes[k], value.rank()),
                    starts.elements().get(k),
                    ends.elements().get(k));
        }
        return value;
    }

    private static Sizes sizes(OnnxNode node, String attribute) {
        long[] numbers = node.integers(attribute);
        if (numbers == null) {
            throw node.fault("attribute '" + attribute + "' is missing");
        }
        return Sizes.vector(Arrays.stream(numbers).mapToObj(Dim::of).toList());
    }

    private Value slice(OnnxNode node, Value value, int axis, Dim start, Dim end) {
        Dim size = value.dims().get(axis);
        boolean toEnd = end.equals(size) || end.isNumber() && end.factor() >= Integer.MAX_VALUE;
        if (start.is(0) && toEnd) {
            return value;
        }
        if (steps.isAlong(value, axis)) {
            return steps.slice(node, (Activation) value, axis, start, toEnd ? size : end);
        }
        if (!size.isNumber() || !start.isNumber() || !end.isNumber()) {
            throw node.fault("axis " + axis + ": expected the whole axis but got " + start + " to " + end + " of "
                    + value.describe());
        }
        int from = (int) clamp(start.factor(), size.factor());
        int to = (int) clamp(end.factor(), size.factor());
        if (from == 0 && to == size.factor()) {
            return value;
        }
        return value.slice(axis, from, Math.max(from, to));
    }

    private static long clamp(long index, long size) {
        return Math.max(0, Math.min(size, index < 0 ? index + size : index));
    }

    /** Reads a selection at constant indices. */
    Value gather(OnnxNode node) {
        Value value = node.input(0);
        int axis = node.axis(node.integer("axis", 0), value.rank());
        Sizes indices = node.sizes(1);
        Dim size = value.dims().get(axis);
        List<Value> parts = new ArrayList<>();
        for (long index : node.numbers(1)) {
            if (steps.isAlong(value, axis)) {
                parts.add(steps.at(node, (Activation) value, axis, index));
                continue;
            }
            if (!size.isNumber() || index < -size.factor() || index >= size.factor()) {
                throw node.fault("index: expected an index of an axis of size " + size + " but got " + index);
            }
            int at = (int) (index < 0 ? index + size.factor() : index);
            charged(value);
            parts.add(size.is(1) ? value : value.slice(axis, at, at + 1));
        }
        if (indices.scalar()) {
            return parts.get(0).squeeze(List.of(axis));
        }
        return join(node, parts, axis);
    }

    Value concat(OnnxNode node) {
        List<Value> parts = new ArrayList<>();
        for (int k = 0; k < node.inputCount(); k++) {
            parts.add(charged(node.input(k)));
        }
        return join(
                node,
                parts,
                parts.isEmpty()
                        ? 0
                        : node.axis(node.integer("axis", 1), parts.get(0).rank()));
    }

    private static Value join(OnnxNode node, List<Value> parts, int axis) {
        if (parts.isEmpty()) {
            throw node.fault("expected at least one part but got none");
        }
        if (parts.size() == 1) {
            return parts.get(0);
        }
        if (parts.stream().allMatch(Activation.class::isInstance)) {
            return Activation.concat(parts.stream().map(Activation.class::cast).toList(), axis);
        }
        if (parts.stream().allMatch(part -> part instanceof ConstantFill) && sameNumbers(parts)) {
            return joined(node, parts, axis);
        }
        if (parts.stream().allMatch(part -> part instanceof Weights && sameBut(axis, part, parts.get(0)))) {
            return Weights.concat(parts.stream().map(Weights.class::cast).toList(), axis);
        }
        List<Sizes> sizes = new ArrayList<>();
        for (Value part : parts) {
            sizes.add(Constants.sizes("inputs", part));
        }
        return Sizes.concat(sizes);
    }

    private static boolean sameNumbers(List<Value> parts) {
        ConstantFill first = (ConstantFill) parts.get(0);
        return parts.stream()
                .allMatch(part -> part instanceof ConstantFill filled
                        && first.equals(new ConstantFill(first.dims(), filled.integer(), filled.number())));
    }

    private static Value joined(OnnxNode node, List<Value> parts, int axis) {
        long size = 0;
        for (Value part : parts) {
            if (!sameBut(axis, part, parts.get(0)) || !part.dims().get(axis).isNumber()) {
                throw node.fault("expected the same sizes, except along axis " + axis + ", but got "
                        + parts.get(0).describe() + " and " + part.describe());
            }
            size = Math.addExact(size, part.dims().get(axis).factor());
        }
        List<Dim> dims = new ArrayList<>(parts.get(0).dims());
        dims.set(axis, Dim.of(size));
        return parts.get(0).reshape(dims);
    }

    private static boolean sameBut(int axis, Value part, Value first) {
        if (part.rank() != first.rank()) {
            return false;
        }
        for (int k = 0; k < first.rank(); k++) {
            if (k != axis && !part.dims().get(k).equals(first.dims().get(k))) {
                return false;
            }
        }
        return true;
    }

    Value expand(OnnxNode node) {
        Value value = node.input(0);
        List<Dim> dims = broadcast(node, value.dims(), node.sizes(1).elements());
        return dims.equals(value.dims()) ? value : Constants.expanded(value, dims);
    }

    private static List<Dim> broadcast(OnnxNode node, List<Dim> dims, List<Dim> shape) {
        int rank = Math.max(dims.size(), shape.size());
        List<Dim> a = padded(dims, rank);
        List<Dim> b = padded(shape, rank);
        List<Dim> result = new ArrayList<>();
        for (int k = 0; k < rank; k++) {
            if (!a.get(k).is(1) && !b.get(k).is(1) && !a.get(k).equals(b.get(k))) {
                throw node.fault("shape: expected a shape that " + dims + " can be expanded to but got " + shape);
            }
            result.add(a.get(k).is(1) ? b.get(k) : a.get(k));
        }
        return result;
    }

    private static List<Dim> padded(List<Dim> dims, int rank) {
        List<Dim> padded = new ArrayList<>(Collections.nCopies(rank - dims.size(), Dim.ONE));
        padded.addAll(dims);
        return padded;
    }
}
