package org.gru4j.interop.onnx.read;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.interop.onnx.format.OnnxFault;
import org.jspecify.annotations.Nullable;

/**
 * Integers, each known but for sizes that only a run knows: what shapes, axes and indices are computed with.
 *
 * <p>Immutable.
 *
 * @param elements a single one if it is a scalar
 * @param scalar whether it has no axis; else it has one
 */
public record Sizes(List<Dim> elements, boolean scalar) implements Value {
    /** More than a graph has axes, indices or sizes anywhere. */
    static final int MAX = 1 << 12;

    public Sizes {
        if (elements.size() > MAX) {
            throw new OnnxFault("expected at most " + MAX + " integers but got " + elements.size());
        }
        if (scalar && elements.size() != 1) {
            throw new OnnxFault("integers " + elements + ": expected one for a scalar");
        }
        elements = List.copyOf(elements);
    }

    static Sizes scalar(Dim value) {
        return new Sizes(List.of(value), true);
    }

    static Sizes vector(List<Dim> values) {
        return new Sizes(values, false);
    }

    @Override
    public List<Dim> dims() {
        return scalar ? List.of() : List.of(Dim.of(elements.size()));
    }

    @Override
    public Sizes transpose(int... perm) {
        return this;
    }

    @Override
    public Value reshape(List<Dim> target) {
        if (target.size() > 1) { // equal ones only, such as a length for each row
            if (elements.isEmpty()) {
                throw new OnnxFault("integers []: expected at most one axis but got " + target);
            }
            for (Dim element : elements) {
                if (!element.equals(elements.get(0))) {
                    throw new OnnxFault("integers " + elements + ": expected at most one axis but got " + target);
                }
            }
            return new ConstantFill(target, elements.get(0), 0);
        }
        return new Sizes(elements, target.isEmpty());
    }

    @Override
    public Sizes slice(int axis, int from, int to) {
        return vector(elements.subList(from, to));
    }

    static Sizes concat(List<Sizes> parts) {
        Sizes all = vector(List.of());
        for (Sizes part : parts) { // one by one, so that too many are refused before they are there
            List<Dim> both = new ArrayList<>(all.elements);
            both.addAll(part.elements);
            all = vector(both);
        }
        return all;
    }

    /** The numbers; null if one of them only a run knows. */
    public long @Nullable [] numbers() {
        return elements.stream().allMatch(Dim::isNumber)
                ? elements.stream().mapToLong(Dim::factor).toArray()
                : null;
    }

    @Override
    public String describe() {
        return "integers " + elements;
    }
}
