package org.gru4j.interop.onnx.read;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.gru4j.interop.onnx.format.OnnxFault;

/** What is constant in one form, in another one. */
final class Constants {
    private static final int MAX_INTEGERS = 64;

    private Constants() {}

    /** @param what names it in errors */
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
        throw new OnnxFault(what + ": expected integers of at most one axis but got " + value.describe());
    }

    /** Whether every number of it is zero. */
    static boolean isZero(Value value) {
        return value instanceof ConstantFill filled && filled.isZero()
                || value instanceof Weights weights && weights.allEqual(0)
                || value instanceof Sizes sizes && sizes.elements().stream().allMatch(element -> element.is(0));
    }

    /** One number at each place, where there is only one. */
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
        throw new OnnxFault("expected a single number to be repeated but got " + value.describe());
    }

    /** The numbers of a constant whose size is known and at most {@code most}. */
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
