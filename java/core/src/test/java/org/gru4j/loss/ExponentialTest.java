package org.gru4j.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ExponentialTest {
    /** Every 97th float from −0 to −87.3, against doubles. */
    @Test
    void isWithinTwoToTheMinus22() {
        double worst = 0;
        for (int bits = Float.floatToIntBits(-0f); Float.intBitsToFloat(bits) >= -87.3f; bits += 97) {
            float x = Float.intBitsToFloat(bits);
            double expected = Math.exp(x);
            worst = Math.max(worst, Math.abs(Exponential.ofNonPositive(x) - expected) / expected);
        }
        assertTrue(worst <= 0x1p-22, "relative error " + worst);
    }

    @Test
    void ofZeroIsOne() {
        assertEquals(1f, Exponential.ofNonPositive(0f));
    }

    @Test
    void ofFarBelowIsZero() {
        assertEquals(0f, Exponential.ofNonPositive(-88f));
        assertEquals(0f, Exponential.ofNonPositive(Float.NEGATIVE_INFINITY));
    }

    @Test
    void ofNanIsNan() {
        assertTrue(Float.isNaN(Exponential.ofNonPositive(Float.NaN)));
    }
}
