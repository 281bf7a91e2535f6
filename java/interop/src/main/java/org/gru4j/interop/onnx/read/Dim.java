package org.gru4j.interop.onnx.read;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.gru4j.interop.onnx.format.OnnxFault;
import org.jspecify.annotations.Nullable;

/**
 * The size of an axis: a number, multiplied by free sizes such as T and N, which are unknown until the graph is run.
 *
 * @param factor the number
 * @param symbols the names of the free sizes, sorted
 */
record Dim(long factor, List<String> symbols) {
    static final Dim ONE = of(1);
    /** The most free sizes of a product. Real graphs need fewer; the limit is for hostile files. */
    private static final int MAX_SYMBOLS = 8;

    Dim {
        symbols = List.copyOf(symbols);
    }

    static Dim of(long number) {
        return new Dim(number, List.of());
    }

    static Dim symbol(String name) {
        return new Dim(1, List.of(name));
    }

    boolean isNumber() {
        return symbols.isEmpty();
    }

    boolean is(long number) {
        return isNumber() && factor == number;
    }

    Dim times(Dim other) {
        List<String> all = new ArrayList<>(symbols);
        all.addAll(other.symbols);
        Collections.sort(all);
        if (all.size() > MAX_SYMBOLS) {
            throw new OnnxFault("size: expected a product of at most " + MAX_SYMBOLS + " free sizes but got " + all);
        }
        try {
            return new Dim(Math.multiplyExact(factor, other.factor), all);
        } catch (ArithmeticException e) {
            throw new OnnxFault("size: expected a product of at most 2^63 − 1 but got " + this + " · " + other, e);
        }
    }

    /** Returns the quotient; null if this size is not a multiple of the other. */
    @Nullable
    Dim dividedBy(Dim other) {
        List<String> rest = new ArrayList<>(symbols);
        for (String symbol : other.symbols) {
            if (!rest.remove(symbol)) {
                return null;
            }
        }
        return other.factor == 0 || factor % other.factor != 0 ? null : new Dim(factor / other.factor, rest);
    }

    static Dim product(List<Dim> dims) {
        Dim product = ONE;
        for (Dim dim : dims) {
            product = product.times(dim);
        }
        return product;
    }

    @Override
    public String toString() {
        if (isNumber()) {
            return Long.toString(factor);
        }
        return (factor == 1 ? "" : factor + "·") + String.join("·", symbols);
    }
}
