package org.gru4j.tasks.adding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.gru4j.tasks.adding.AddingProblem.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddingProblemTest {
    private static final int SIZE = 50;

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 9, 600})
    void theTargetIsTheSumOfTheMarkedValuesOneInEachHalf(int steps) {
        float[] inputs = new float[steps * SIZE * 2];
        Arrays.fill(inputs, 99);
        float[] targets = new float[SIZE];
        new AddingProblem(steps, 1, Part.TRAINING).batch(3, inputs, targets);
        for (int n = 0; n < SIZE; n++) {
            float sum = 0;
            int[] markers = new int[2];
            for (int t = 0; t < steps; t++) {
                float value = inputs[(t * SIZE + n) * 2];
                float marker = inputs[(t * SIZE + n) * 2 + 1];
                assertTrue(value >= 0 && value < 1 && (marker == 0 || marker == 1), value + " " + marker);
                sum += marker * value;
                markers[t < steps / 2 ? 0 : 1] += (int) marker;
            }
            assertArrayEquals(new int[] {1, 1}, markers);
            assertEquals(sum, targets[n]);
        }
    }

    @Test
    void predictingTheMeanErrsByTheBaseline() {
        int count = 100_000;
        float[] targets = new float[count];
        new AddingProblem(2, 5, Part.TEST).batch(0, new float[2 * count * 2], targets);
        double squares = 0;
        for (float target : targets) {
            squares += Math.pow(target - AddingProblem.BASELINE_PREDICTION, 2) / count;
        }
        // The square of what is triangular on [−1, 1] has the variance 1/15 − 1/36; four standard deviations of a mean.
        assertEquals(AddingProblem.BASELINE_MSE, squares, 4 * Math.sqrt((1 / 15.0 - 1 / 36.0) / count));
    }

    @Test
    void markersFallAnywhereInTheirHalves() {
        int steps = 8;
        float[] inputs = new float[steps * 400 * 2];
        new AddingProblem(steps, 2, Part.TRAINING).batch(0, inputs, new float[400]);
        for (int t = 0; t < steps; t++) {
            int marked = 0;
            for (int n = 0; n < 400; n++) {
                marked += (int) inputs[(t * 400 + n) * 2 + 1];
            }
            assertEquals(100, marked, 4 * Math.sqrt(400 * 0.25 * 0.75), "step " + t);
        }
    }

    private static float[] inputs(long seed, Part part, long index, int size) {
        float[] inputs = new float[5 * size * 2];
        new AddingProblem(5, seed, part).batch(index, inputs, new float[size]);
        return inputs;
    }

    @Test
    void sequencesAreAFunctionOfSeedPartAndIndex() {
        float[] inputs = inputs(1, Part.TRAINING, 4, 6);
        assertArrayEquals(inputs, inputs(1, Part.TRAINING, 4, 6));
        assertFalse(Arrays.equals(inputs, inputs(1, Part.TRAINING, 5, 6)));
        assertFalse(Arrays.equals(inputs, inputs(1, Part.VALIDATION, 4, 6)));
        assertFalse(Arrays.equals(inputs, inputs(2, Part.TRAINING, 4, 6)));
        float[] larger = inputs(1, Part.TRAINING, 2, 12); // the same sequence is number 0 of both
        for (int t = 0; t < 5; t++) {
            assertEquals(inputs[t * 6 * 2], larger[t * 12 * 2]);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,0,2", "5,-1,10", "5,0,9", "5,0,11"})
    void whatDoesNotFitIsRefused(int steps, long index, int inputs) {
        assertThrows(
                IllegalArgumentException.class,
                () -> new AddingProblem(steps, 1, Part.TEST).batch(index, new float[inputs], new float[1]));
    }
}
