package org.gru4j.optim;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    private static final double PEAK = 0.004;
    private static final double ROUNDING = 4 * Math.ulp(PEAK);

    private static final Schedule PLATEAU = new Schedule.Plateau(PEAK, 0.5, 2, 0.1, PEAK / 5);

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
        assertSays(
                IllegalArgumentException.class,
                "warmUp: expected a number from 0 to below 1 but got " + value,
                () -> Schedule.cosine(PEAK, value));
    }

    @Test
    void stepDecayHasSoManyLevelsOfEqualLength() {
        Schedule steps = new Schedule.StepDecay(PEAK, 0.5, 4);
        assertEquals(PEAK, steps.rate(0));
        assertEquals(PEAK, steps.rate(0.249));
        assertEquals(PEAK / 2, steps.rate(0.25));
        assertEquals(PEAK / 4, steps.rate(0.5));
        assertEquals(PEAK / 8, steps.rate(0.75));
        assertEquals(PEAK / 8, steps.rate(1));
        assertEquals(PEAK / 8, steps.rate(7));
    }

    private static Schedule.State afterLosses(Schedule schedule, double... losses) {
        Schedule.State state = Schedule.State.INITIAL;
        for (double loss : losses) {
            state = schedule.validated(state, loss);
        }
        return state;
    }

    @Test
    void plateauWaitsAndThenReduces() {
        assertEquals(PEAK, PLATEAU.rate(0.9));
        assertEquals(new Schedule.State(3, 0, 0), afterLosses(PLATEAU, 3));
        assertEquals(new Schedule.State(3, 2, 0), afterLosses(PLATEAU, 3, 3, 3));
        Schedule.State reduced = afterLosses(PLATEAU, 3, 3, 3, 3);
        assertEquals(new Schedule.State(3, 0, 1), reduced);
        assertEquals(PEAK / 2, PLATEAU.rate(0, reduced));
        assertEquals(PEAK / 2, PLATEAU.rate(1, reduced));
    }

    @Test
    void plateauCountsFromTheLastImprovement() {
        assertEquals(new Schedule.State(2.5, 0, 0), afterLosses(PLATEAU, 3, 3, 3, 2.5));
        assertEquals(new Schedule.State(2.5, 2, 0), afterLosses(PLATEAU, 3, 3, 3, 2.5, 2.45, 2.41));
        assertEquals(new Schedule.State(2.375, 0, 0), afterLosses(PLATEAU, 2.5, 2.45, 2.375));
        assertEquals(new Schedule.State(-1, 0, 0), afterLosses(PLATEAU, 1, 0, -1));
    }

    @Test
    void plateauTakesNoNumberForNoImprovement() {
        assertEquals(
                new Schedule.State(3, 0, 1), afterLosses(PLATEAU, 3, Double.NaN, Double.POSITIVE_INFINITY, Double.NaN));
        assertEquals(new Schedule.State(Double.POSITIVE_INFINITY, 1, 0), afterLosses(PLATEAU, Double.NaN));
    }

    @Test
    void plateauStopsAtItsFloor() {
        assertEquals(PEAK / 4, PLATEAU.rate(0, new Schedule.State(1, 0, 2)));
        assertEquals(PEAK / 5, PLATEAU.rate(0, new Schedule.State(1, 0, 3)));
    }

    @Test
    void withoutPatienceEachValidationMustImprove() {
        Schedule impatient = new Schedule.Plateau(1, 0.1, 0, 0, 0);
        assertEquals(new Schedule.State(3, 0, 2), afterLosses(impatient, 3, 3, 4));
    }

    @Test
    void otherSchedulesDoNotLookAtValidations() {
        assertEquals(Schedule.State.INITIAL, afterLosses(cosine, 3, 2, 1));
    }

    @Test
    void schedulesAndStatesGoThroughJson() throws JsonProcessingException {
        ObjectMapper json = new ObjectMapper();
        for (Schedule schedule : List.of(PLATEAU, cosine, Schedule.constant(PEAK), new Schedule.StepDecay(1, 0.5, 3))) {
            String text = json.writerFor(Schedule.class).writeValueAsString(schedule);
            assertEquals(schedule, json.readValue(text, Schedule.class), text);
        }
        for (Schedule.State state : List.of(Schedule.State.INITIAL, new Schedule.State(0.1, 2, 3))) {
            String text = json.writeValueAsString(state);
            assertEquals(state, json.readValue(text, Schedule.State.class), text);
        }
    }

    @Test
    void settingsAreInRange() {
        assertSays(
                IllegalArgumentException.class,
                "rate: expected a finite number, 0 or more, but got -1.0",
                () -> Schedule.constant(-1));
        assertSays(
                IllegalArgumentException.class,
                "peak: expected a finite number, 0 or more, but got NaN",
                () -> Schedule.cosine(Double.NaN, 0));
        assertSays(
                IllegalArgumentException.class,
                "factor: expected a number between 0 and 1 but got 1.0",
                () -> new Schedule.StepDecay(1, 1, 2));
        assertSays(
                IllegalArgumentException.class,
                "levels: expected a positive number but got 0",
                () -> new Schedule.StepDecay(1, 0.5, 0));
        assertSays(
                IllegalArgumentException.class,
                "patience: expected 0 or more but got -1",
                () -> new Schedule.Plateau(1, 0.5, -1, 0, 0));
        assertSays(
                IllegalArgumentException.class,
                "minImprovement: expected a finite number, 0 or more, but got NaN",
                () -> new Schedule.Plateau(1, 0.5, 0, Double.NaN, 0));
        assertSays(
                IllegalArgumentException.class,
                "floor, at most the rate: expected a number from 0.0 to 1.0 but got 2.0",
                () -> new Schedule.Plateau(1, 0.5, 0, 0, 2));
        assertSays(
                IllegalArgumentException.class,
                "schedule state: expected a number and counts of 0 or more but got best"
                        + " NaN, waited 0, reductions 0",
                () -> new Schedule.State(Double.NaN, 0, 0));
    }
}
