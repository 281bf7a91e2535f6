package org.gru4j.safetensors;

import java.util.List;
import org.gru4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * A tensor as a {@linkplain SafeTensors safetensors} file describes it: of any type of numbers, of any rank, empty ones
 * included.
 *
 * <p>Immutable.
 *
 * @param dtype the type of its numbers, as the format calls it: {@code F32}, {@code BF16}, {@code I64}, …
 * @param dims none of them negative; none at all for a single number
 */
public record StoredTensor(String dtype, List<Long> dims) {
    public StoredTensor {
        dims = List.copyOf(dims);
    }

    /** Whether {@link SafeTensors#floats} gives its numbers: they are floats, at least one, and fit into one array. */
    public boolean isReadable() {
        return whyNotReadable() == null;
    }

    /** What stands in the way of {@link SafeTensors#floats}; null if nothing does. */
    @Nullable
    String whyNotReadable() {
        if (!NumberType.valueOf(dtype).isReadable()) {
            return "expected floats (F64, F32, F16 or BF16) but got dtype " + dtype;
        }
        long count = count();
        return count == 0
                ? "expected numbers but it is empty"
                : count > Shape.MAX_SIZE ? "expected at most " + Shape.MAX_SIZE + " numbers but got " + count : null;
    }

    /**
     * The shape of what {@link SafeTensors#floats} gives.
     *
     * @throws IllegalStateException if it is not {@link #isReadable readable}
     */
    public Shape shape() {
        if (!isReadable()) {
            throw new IllegalStateException(this + ": " + whyNotReadable());
        }
        return Shape.of(dims.stream().mapToInt(Long::intValue).toArray());
    }

    /** The product of the dimensions; −1 if no long holds it. */
    long count() {
        return count(dims);
    }

    static long count(List<Long> dims) {
        if (dims.contains(0L)) {
            return 0;
        }
        long count = 1;
        for (long dim : dims) {
            if (count > Long.MAX_VALUE / dim) {
                return -1;
            }
            count *= dim;
        }
        return count;
    }

    /** For example {@code F16 [3, 4]}. */
    @Override
    public String toString() {
        return dtype + " " + dims;
    }
}
