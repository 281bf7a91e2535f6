package org.gru4j.safetensors;

/**
 * IEEE 754 binary16: 1 bit of sign, 5 of exponent (bias 15), 10 of fraction. Java has it from 20 on. Thread-safe: it
 * has no state.
 */
public final class HalfFloat {
    private HalfFloat() {}

    /** Exact: every number of it is a float. */
    public static float toFloat(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = half >> 10 & 0x1f;
        int fraction = half & 0x3ff;
        if (exponent == 0x1f) { // infinite, or no number
            return Float.intBitsToFloat(sign | 0x7f800000 | fraction << 13);
        }
        if (exponent == 0) { // zero, or subnormal: fraction · 2⁻²⁴
            return Float.intBitsToFloat(sign | Float.floatToRawIntBits(fraction * 0x1p-24f));
        }
        return Float.intBitsToFloat(sign | exponent + 127 - 15 << 23 | fraction << 13);
    }
}
