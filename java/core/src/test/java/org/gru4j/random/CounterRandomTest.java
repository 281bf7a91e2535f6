package org.gru4j.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Five standard deviations are allowed everywhere: a good generator would fail once in two million seeds. */
class CounterRandomTest {
    private static final int COUNT = 100_000;
    private static final double SIGMAS = 5;

    private final CounterRandom random = new CounterRandom(42, 3, 7);

    private static double mean(IntToDoubleFunction value) {
        double sum = 0;
        for (int k = 0; k < COUNT; k++) {
            sum += value.applyAsDouble(k);
        }
        return sum / COUNT;
    }

    /** The mean of COUNT values of this expectation and variance. */
    private static void assertMean(double expected, double variance, IntToDoubleFunction value) {
        assertEquals(expected, mean(value), SIGMAS * Math.sqrt(variance / COUNT));
    }

    @Test
    void isAFunctionOfItsKeyAndIndex() {
        CounterRandom same = new CounterRandom(42, 3, 7);
        for (int k = 999; k >= 0; k--) {
            assertEquals(random.bits(k), same.bits(k));
        }
    }

    @Test
    void isTheSameWithoutAnObject() {
        long key = CounterRandom.key(42, 3, 7);
        for (int k = 0; k < 1000; k++) {
            assertEquals(random.uniform(k), CounterRandom.uniform(key, k));
        }
    }

    @Test
    void numbersStayTheSameFromVersionToVersion() {
        CounterRandom zero = new CounterRandom(0, 0, 0);
        assertEquals(3235846975224723415L, zero.bits(0));
        assertEquals(8729291162158418770L, zero.bits(1));
    }

    @ParameterizedTest
    @CsvSource({"43,3,7", "42,4,7", "42,3,8", "3,42,7", "42,7,3", "-42,3,7"})
    void anotherKeyGivesNumbersThatHaveNothingInCommon(long seed, long step, long place) {
        CounterRandom other = new CounterRandom(seed, step, place);
        assertNotEquals(random.bits(0), other.bits(0));
        // the product of two independent uniforms in ±½ has mean 0 and variance 1/144
        assertMean(0, 1.0 / 144, k -> (random.uniform(k) - 0.5) * (other.uniform(k) - 0.5));
        assertMean(0, 1.0 / 144, k -> (random.uniform(k) - 0.5) * (other.uniform(k + 1) - 0.5));
    }

    @Test
    void neighboursHaveNothingInCommon() {
        assertMean(0, 1.0 / 144, k -> (random.uniform(k) - 0.5) * (random.uniform(k + 1) - 0.5));
    }

    @Test
    void theFirstNumbersOfConsecutiveStepsHaveNothingInCommon() {
        IntToDoubleFunction first = step -> new CounterRandom(42, step, 7).uniform(0) - 0.5;
        assertMean(0, 1.0 / 12, first);
        assertMean(0, 1.0 / 144, step -> first.applyAsDouble(step) * first.applyAsDouble(step + 1));
    }

    @Test
    void numbersDoNotRepeat() {
        Set<Long> seen = new HashSet<>();
        for (int k = 0; k < COUNT; k++) {
            assertTrue(seen.add(random.bits(k)));
        }
    }

    @Test
    void everyBitIsSetHalfOfTheTime() {
        for (int bit = 0; bit < 64; bit++) {
            int shift = bit;
            assertMean(0.5, 0.25, k -> random.bits(k) >>> shift & 1);
        }
    }

    @Test
    void uniformsFillTheUnitIntervalEvenly() {
        int[] counts = new int[100];
        for (int k = 0; k < COUNT; k++) {
            counts[(int) (random.uniform(k) * counts.length)]++;
        }
        double expected = (double) COUNT / counts.length;
        double chiSquare = 0;
        for (int count : counts) {
            chiSquare += (count - expected) * (count - expected) / expected;
        }
        // mean 99, variance 2·99
        assertEquals(99, chiSquare, SIGMAS * Math.sqrt(2 * 99));
    }

    @Test
    void uniformsHaveTheirMeanAndVariance() {
        assertMean(0.5, 1.0 / 12, random::uniform);
        assertMean(1.0 / 12, 1.0 / 180, k -> Math.pow(random.uniform(k) - 0.5, 2));
    }

    @Test
    void normalsHaveTheirFirstFourMoments() {
        assertMean(0, 1, random::normal);
        assertMean(1, 2, k -> Math.pow(random.normal(k), 2));
        assertMean(0, 15, k -> Math.pow(random.normal(k), 3));
        assertMean(3, 96, k -> Math.pow(random.normal(k), 4));
    }

    @Test
    void normalsHaveTheirTails() {
        double beyond = 0.0455003; // P(|z| > 2)
        assertMean(beyond, beyond * (1 - beyond), k -> Math.abs(random.normal(k)) > 2 ? 1 : 0);
    }

    @Test
    void neighbouringNormalsHaveNothingInCommon() {
        assertMean(0, 1, k -> random.normal(k) * random.normal(k + 1));
    }

    @Test
    void largeIndicesAndKeysWork() {
        CounterRandom extreme = new CounterRandom(Long.MIN_VALUE, Long.MAX_VALUE, -1);
        double value = extreme.uniform(Long.MAX_VALUE);
        assertTrue(value >= 0 && value < 1, "uniform " + value);
        assertTrue(Double.isFinite(extreme.normal(Long.MAX_VALUE)));
    }
}
