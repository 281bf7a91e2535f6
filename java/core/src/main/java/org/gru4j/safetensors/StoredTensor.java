package org.gru4j.safetensors;

import java.util.List;
import org.gru4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The description of a tensor in a {@linkplain SafeTensors safetensors} file. It may have any number type and any rank,
 * and may be empty.
 *
 * <p>Immutable.
 *
 * @param dtype number type by its name in the format: {@code F32}, {@code BF16}, {@code I64}, …
 * @param dims the dimensions, none negative; an empty list for a single number
 */
public record StoredTensor(String dtype, List<Long> dims) {
    public StoredTensor {
        dims = List.copyOf(dims);
    }

    /**
     * Returns whether {@link SafeTensors#floats} can read it: the numbers are floats, there is at least one, and they
     * fit into one array.
     */
    public boolean isReadable() {
        return whyNotReadable() == null;
    }

    /** Returns why {@link SafeTensors#floats} can't read it; null if it can. */
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
     * Returns the shape of the result of {@link SafeTensors#floats}.
     *
     * @throws IllegalStateException if it is not {@link #isReadable readable}
     */
    public Shape shape() {
        if (!isReadable()) {
            throw new IllegalStateException(this + ": " + whyNotReadable());
        }
        return Shape.of(dims.stream().mapToInt(Long::intValue).toArray());
    }

    /** Returns the product of the dimensions; −1 if it does not fit into a long. */
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
