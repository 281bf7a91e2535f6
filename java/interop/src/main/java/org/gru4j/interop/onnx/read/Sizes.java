package org.gru4j.interop.onnx.read;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.interop.onnx.format.OnnxFault;
import org.jspecify.annotations.Nullable;

/**
 * Constant integers, from which shapes, axes and indices are computed. They may depend on free sizes, which are unknown
 * until the graph is run.
 *
 * <p>Immutable.
 *
 * @param elements the integers; exactly one for a scalar
 * @param scalar true for a scalar, false for a vector
 */
public record Sizes(List<Dim> elements, boolean scalar) implements Value {
    /** The most integers of a vector. Real graphs need fewer. */
    static final int MAX = 1 << 12;

    public Sizes {
        if (elements.size() > MAX) {
            throw new OnnxFault("expected at most " + MAX + " integers but got " + elements.size());
        }
        if (scalar && elements.size() != 1) {
            throw new OnnxFault("integers: expected one for a scalar but got " + elements);
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
        if (target.size() > 1) { // only for equal integers, such as the same length for each row
            if (elements.isEmpty()) {
                throw new OnnxFault("integers []: expected a shape with at most one axis but got " + target);
            }
            for (Dim element : elements) {
                if (!element.equals(elements.get(0))) {
                    throw new OnnxFault(
                            "integers " + elements + ": expected a shape with at most one axis but got " + target);
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
        for (Sizes part : parts) { // one by one, so that too many are rejected before they use memory
            List<Dim> both = new ArrayList<>(all.elements);
            both.addAll(part.elements);
            all = vector(both);
        }
        return all;
    }

    /** Returns the integers; null if one of them depends on free sizes. */
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
