package org.gru4j.interop.onnx.read;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.gru4j.interop.onnx.format.OnnxFault;

/** Converts constants from one form to another: {@link Weights}, {@link Sizes} and {@link ConstantFill}. */
final class Constants {
    private static final int MAX_INTEGERS = 64;

    private Constants() {}

    /**
     * Returns a constant scalar or vector of integers.
     *
     * @param what the value's name in errors
     * @throws OnnxFault if it is anything else
     */
    static Sizes sizes(String what, Value value) {
        if (value instanceof Sizes sizes) {
            return sizes;
        }
        if (value instanceof ConstantFill filled && filled.integer() != null && filled.rank() <= 1) {
            Dim count = filled.rank() == 0 ? Dim.ONE : filled.dims().get(0);
            if (count.isNumber() && count.factor() <= MAX_INTEGERS) {
                return new Sizes(Collections.nCopies((int) count.factor(), filled.integer()), filled.rank() == 0);
            }
        }
        throw new OnnxFault(what + ": expected integers with at most one axis but got " + value.describe());
    }

    /** Returns whether a value is constant and all its numbers are zero. */
    static boolean isZero(Value value) {
        return value instanceof ConstantFill filled && filled.isZero()
                || value instanceof Weights weights && weights.allEqual(0)
                || value instanceof Sizes sizes && sizes.elements().stream().allMatch(element -> element.is(0));
    }

    /** Repeats the only number of a constant. */
    static Value expanded(Value value, List<Dim> dims) {
        if (value instanceof ConstantFill filled) {
            return filled.reshape(dims);
        }
        if (value instanceof Weights weights && weights.values().length > 0 && weights.allEqual(weights.values()[0])) {
            return new ConstantFill(dims, null, weights.values()[0]);
        }
        if (value instanceof Sizes sizes && sizes.elements().size() == 1) {
            return new ConstantFill(dims, sizes.elements().get(0), 0);
        }
        throw new OnnxFault("expected a single number to repeat but got " + value.describe());
    }

    /**
     * Returns the numbers of a constant.
     *
     * @param what the value's name in errors
     * @throws OnnxFault if its size is unknown or larger than {@code most}
     */
    static float[] numbers(String what, Value value, int most) {
        if (value instanceof Weights weights && weights.values().length <= most) {
            return weights.values();
        }
        if (value instanceof ConstantFill filled && filled.integer() == null) {
            Dim size = Dim.product(filled.dims());
            if (size.isNumber() && size.factor() <= most) {
                float[] values = new float[(int) size.factor()];
                Arrays.fill(values, filled.number());
                return values;
            }
        }
        throw new OnnxFault(what + ": expected at most " + most + " constant numbers but got " + value.describe());
    }
}
