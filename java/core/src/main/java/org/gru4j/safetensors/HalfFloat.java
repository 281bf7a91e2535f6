package org.gru4j.safetensors;

/**
 * Converts IEEE 754 binary16: 1 sign bit, 5 exponent bits (bias 15), 10 fraction bits. Java itself has this from
 * version 20. Thread-safe: it has no state.
 */
public final class HalfFloat {
    private HalfFloat() {}

    /** Returns the number as a float, exactly. */
    public static float toFloat(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = half >> 10 & 0x1f;
        int fraction = half & 0x3ff;
        if (exponent == 0x1f) { // infinite, or NaN
            return Float.intBitsToFloat(sign | 0x7f800000 | fraction << 13);
        }
        if (exponent == 0) { // zero, or subnormal: fraction · 2⁻²⁴
            return Float.intBitsToFloat(sign | Float.floatToRawIntBits(fraction * 0x1p-24f));
        }
        return Float.intBitsToFloat(sign | exponent + 127 - 15 << 23 | fraction << 13);
    }
}
