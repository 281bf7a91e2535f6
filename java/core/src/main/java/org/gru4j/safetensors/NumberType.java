package org.gru4j.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import org.gru4j.file.Excerpt;

/**
 * The number types of safetensors files ({@code Dtype} of huggingface/safetensors). Four of them can be read as 32-bit
 * floats.
 */
enum NumberType {
    F64(64, true),
    F32(32, true),
    F16(16, true),
    BF16(16, true),
    F8_E4M3(8),
    F8_E5M2(8),
    F8_E8M0(8),
    F6_E2M3(6),
    F6_E3M2(6),
    F4(4),
    C64(64),
    I64(64),
    I32(32),
    I16(16),
    I8(8),
    U64(64),
    U32(32),
    U16(16),
    U8(8),
    BOOL(8);

    private final int bits;
    private final boolean readable;

    NumberType(int bits) {
        this(bits, false);
    }

    NumberType(int bits, boolean readable) {
        this.bits = bits;
        this.readable = readable;
    }

    /**
     * Returns the type with the given name.
     *
     * @throws IOException if the format has no such type
     */
    static NumberType of(String tensor, String dtype) throws IOException {
        for (NumberType type : values()) {
            if (type.name().equals(dtype)) {
                return type;
            }
        }
        throw new IOException(tensor + ": expected dtype one of " + Arrays.toString(values()) + " but got '"
                + Excerpt.of(dtype) + "'");
    }

    int bits() {
        return bits;
    }

    /** Returns whether {@link #toFloats} can convert numbers of this type. */
    boolean isReadable() {
        return readable;
    }

    /**
     * Converts numbers of this type to floats: F16 and BF16 exactly, F64 rounded to the nearest float.
     *
     * @param bytes {@code length} numbers, little-endian
     * @param into receives the numbers, starting at index {@code from}
     * @param tensor name of the tensor in the error message
     * @throws IOException if a number of F64 is finite but exceeds the range of floats. The message has the number's
     *     index in {@code into}
     */
    void toFloats(byte[] bytes, float[] into, int from, int length, String tensor) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        switch (this) {
            case F32 -> buffer.asFloatBuffer().get(into, from, length);
            case F64 -> {
                DoubleBuffer numbers = buffer.asDoubleBuffer();
                for (int k = 0; k < length; k++) {
                    into[from + k] = rounded(numbers.get(k), from + k, tensor);
                }
            }
            case F16 -> {
                ShortBuffer numbers = buffer.asShortBuffer();
                for (int k = 0; k < length; k++) {
                    into[from + k] = HalfFloat.toFloat(numbers.get(k));
                }
            }
            case BF16 -> {
                ShortBuffer numbers = buffer.asShortBuffer();
                for (int k = 0; k < length; k++) {
                    into[from + k] = Float.intBitsToFloat(numbers.get(k) << 16); // the upper 16 bits of a float
                }
            }
            default -> throw new IllegalStateException(this + " is not read as floats");
        }
    }

    private static float rounded(double number, int index, String tensor) throws IOException {
        float rounded = (float) number;
        if (Float.isInfinite(rounded) && !Double.isInfinite(number)) {
            throw new IOException(tensor + ": element " + index + " is " + number + ", beyond the largest float");
        }
        return rounded;
    }
}
