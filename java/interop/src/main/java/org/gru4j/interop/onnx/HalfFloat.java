package org.gru4j.interop.onnx;

/** IEEE 754's binary16: 1 bit of sign, 5 of exponent, 10 of fraction. Java has it from 20 on. */
final class HalfFloat {
    private static final int EXPONENT = 0x7c00;
    private static final int FRACTION = 0x3ff;
    private static final int FRACTION_BITS = 10;
    private static final int FLOAT_FRACTION_BITS = 23;
    /** The bias of a float's exponent, less that of a half's. */
    private static final int BIAS = 127 - 15;

    private HalfFloat() {}

    /** Exact. */
    static float toFloat(int half) {
        int sign = (half & 0x8000) << 16;
        int exponent = half & EXPONENT;
        int fraction = half & FRACTION;
        if (exponent == 0) { // zero, or without the implied 1: fraction · 2⁻²⁴
            return Float.intBitsToFloat(sign | Float.floatToRawIntBits(fraction * 0x1p-24f));
        }
        int shift = FLOAT_FRACTION_BITS - FRACTION_BITS;
        int widened = exponent == EXPONENT ? 0xff << FLOAT_FRACTION_BITS
                : (exponent >> FRACTION_BITS) + BIAS << FLOAT_FRACTION_BITS;
        return Float.intBitsToFloat(sign | widened | fraction << shift);
    }
}
