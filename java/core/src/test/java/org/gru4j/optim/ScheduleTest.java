package org.gru4j.optim;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    private static final double PEAK = 0.004;
    private static final double ROUNDING = 4 * Math.ulp(PEAK);

    private final Schedule cosine = Schedule.cosine(PEAK, 0.1);

    @Test
    void constantIsConstant() {
        assertEquals(0.1, Schedule.constant(0.1).rate(0));
        assertEquals(0.1, Schedule.constant(0.1).rate(1));
    }

    @Test
    void cosineStartsAtAHundredthOfThePeak() {
        assertEquals(PEAK / 100, cosine.rate(0), ROUNDING);
    }

    @Test
    void cosineRisesInAStraightLine() {
        assertEquals(PEAK / 2, cosine.rate(0.05), ROUNDING);
    }

    @Test
    void cosineReachesThePeakWhenWarm() {
        assertEquals(PEAK, cosine.rate(0.1), ROUNDING);
    }

    @Test
    void cosineIsHalfWayDownInTheMiddleOfTheRest() {
        assertEquals((PEAK + PEAK / 100) / 2, cosine.rate(0.55), ROUNDING);
    }

    @Test
    void cosineEndsAtAHundredthOfThePeakAndStaysThere() {
        assertEquals(PEAK / 100, cosine.rate(1), ROUNDING);
        assertEquals(PEAK / 100, cosine.rate(1.5), ROUNDING);
    }

    @Test
    void cosineNeverRisesOnceItIsWarm() {
        for (int k = 10; k < 100; k++) {
            assertTrue(cosine.rate(k / 100.0) >= cosine.rate((k + 1) / 100.0), "from " + k + " %");
        }
    }

    @Test
    void withoutWarmUpCosineStartsAtThePeak() {
        assertEquals(PEAK, Schedule.cosine(PEAK, 0).rate(0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, Double.NaN})
    void warmUpIsAFraction(double value) {
        assertSays(IllegalArgumentException.class, "warmUp must be in [0, 1), got " + value,
                () -> Schedule.cosine(PEAK, value));
    }
}
