package org.gru4j.loss;

/** exp in floats, some times faster than {@link Math#exp} and as accurate as a float can be used. */
final class Exponential {
    private static final float LOG2_E = 1.44269504f;
    /** ln 2 in two parts, of which the first times a small whole number is exact. */
    private static final float LN2_HIGH = 0.693359375f;
    private static final float LN2_LOW = -2.12194440e-4f;
    /** Below, the result is too small for a float of full precision. */
    private static final float SMALLEST = -87.3f;

    private Exponential() {}

    /**
     * exp(x) = 2ⁿ·exp(r), r = x − n·ln 2 in ±½·ln 2, where exp(r) is a polynomial; its coefficients are those of expf in S.
     * Moshier's Cephes library. The relative error is at most 2⁻²²; what is below 1.2e-38 becomes 0.
     *
     * @param x at most 0; NaN gives NaN
     */
    static float ofNonPositive(float x) {
        if (x < SMALLEST) {
            return 0;
        }
        int n = (int) (x * LOG2_E - 0.5f);
        float r = x - n * LN2_HIGH - n * LN2_LOW;
        float p = 1.9875691500e-4f;
        p = p * r + 1.3981999507e-3f;
        p = p * r + 8.3334519073e-3f;
        p = p * r + 4.1665795894e-2f;
        p = p * r + 1.6666665459e-1f;
        p = p * r + 5.0000001201e-1f;
        return (p * r * r + r + 1) * Float.intBitsToFloat((n + 127) << 23);
    }
}
