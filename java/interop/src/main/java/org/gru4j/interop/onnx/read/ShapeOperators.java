package org.gru4j.interop.onnx.read;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import org.gru4j.interop.onnx.proto.AttributeProto;
import org.gru4j.interop.onnx.proto.TensorProto.DataType;

/** Reads the operators that create constants or compute with sizes. */
final class ShapeOperators {
    private final ImportBudget reading;
    private final TensorReader tensors;

    ShapeOperators(ImportBudget reading, TensorReader tensors) {
        this.reading = reading;
        this.tensors = tensors;
    }

    Value constant(OnnxNode node) {
        AttributeProto tensor = node.tensor("value");
        if (tensor != null) {
            return tensors.read("attribute 'value'", tensor.getT());
        }
        if (node.hasAttribute("value_int")) {
            return Sizes.scalar(Dim.of(node.integer("value_int", 0)));
        }
        long[] integers = node.integers("value_ints");
        if (integers != null) {
            List<Dim> elements = new ArrayList<>();
            for (long value : integers) {
                elements.add(Dim.of(value));
            }
            return Sizes.vector(elements);
        }
        if (node.hasAttribute("value_float")) {
            return Weights.of(new float[] {node.number("value_float", 0)});
        }
        throw node.fault(
                "expected one of the attributes 'value', 'value_int', 'value_ints', 'value_float' " + "but got none");
    }

    Value constantOfShape(OnnxNode node) {
        List<Dim> dims = node.sizes(0).elements();
        for (Dim dim : dims) {
            if (dim.factor() < 0) {
                throw node.fault("shape: expected sizes of at least 0 but got " + dims);
            }
        }
        AttributeProto tensor = node.tensor("value");
        return tensor == null
                ? new ConstantFill(dims, null, 0)
                : Constants.expanded(tensors.read("attribute 'value'", tensor.getT()), dims);
    }

    Value shape(OnnxNode node) {
        List<Dim> dims = node.input(0).dims();
        int from = bound(node.integer("start", 0), dims.size());
        int to = bound(node.integer("end", dims.size()), dims.size());
        return Sizes.vector(dims.subList(from, Math.max(from, to)));
    }

    private static int bound(long index, int rank) {
        return (int) Math.max(0, Math.min(rank, index < 0 ? index + rank : index));
    }

    Value cast(OnnxNode node) {
        Value value = node.input(0);
        long to = node.integer("to", 0);
        DataType type = to == (int) to ? DataType.forNumber((int) to) : null;
        boolean integers = type == DataType.INT64 || type == DataType.INT32;
        boolean floats = type == DataType.FLOAT
                || type == DataType.DOUBLE
                || type == DataType.FLOAT16
                || type == DataType.BFLOAT16;
        boolean ofFloats = value instanceof Weights || value instanceof ConstantFill filled && filled.integer() == null;
        boolean fits = value instanceof Activation activity
                ? floats || integers && isWhole(activity)
                : ofFloats ? floats : integers;
        if (!fits) {
            throw node.fault("attribute 'to': expected a type that preserves the numbers of " + value.describe()
                    + " but got "
                    + (type == null ? to : type));
        }
        if (floats && type != DataType.FLOAT) {
            reading.notices().add(node.label() + ": the imported model computes in FLOAT instead of " + type);
        }
        return value;
    }

    /** Returns whether a value is an input of integers, or of token ids in any type. */
    private static boolean isWhole(Activation activity) {
        return activity.signal() instanceof LayerOutput.Input input && (input.integers || input.dims.size() == 2);
    }

    Value sum(OnnxNode node) {
        return each(node, (a, b) -> {
            if (!a.isNumber() || !b.isNumber()) {
                throw node.fault("expected integers without free sizes but got " + a + " and " + b);
            }
            return Dim.of(Math.addExact(a.factor(), b.factor()));
        });
    }

    Value product(OnnxNode node) {
        return each(node, Dim::times);
    }

    private static Value each(OnnxNode node, BinaryOperator<Dim> operation) {
        Sizes a = node.sizes(0);
        Sizes b = node.sizes(1);
        int size = Math.max(a.elements().size(), b.elements().size());
        List<Dim> result = new ArrayList<>();
        for (int k = 0; k < size; k++) {
            result.add(operation.apply(at(node, a, k, size), at(node, b, k, size)));
        }
        return new Sizes(result, a.scalar() && b.scalar());
    }

    private static Dim at(OnnxNode node, Sizes sizes, int k, int size) {
        if (sizes.elements().size() != 1 && sizes.elements().size() != size) {
            throw node.fault("expected " + size + " integers or one but got " + sizes.elements());
        }
        return sizes.elements().get(sizes.elements().size() == 1 ? 0 : k);
    }
}
