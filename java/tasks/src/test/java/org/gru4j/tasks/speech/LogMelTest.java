package org.gru4j.tasks.speech;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.gru4j.random.CounterRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogMelTest {
    private static final int RATE = 16_000;

    private static float[] tone(double hertz, int samples) {
        float[] tone = new float[samples];
        for (int n = 0; n < samples; n++) {
            tone[n] = (float) (0.5 * Math.sin(2 * Math.PI * hertz * n / RATE));
        }
        return tone;
    }

    private static double[] noise(int size) {
        CounterRandom random = new CounterRandom(1, 0, 0);
        double[] x = new double[size];
        for (int n = 0; n < size; n++) {
            x[n] = random.normal(n);
        }
        return x;
    }

    /** Against the sum that defines the transform; each of its N terms may be off by some roundings. */
    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8, 64, 512})
    void powerIsThatOfTheFourierTransform(int size) {
        double[] x = noise(size);
        double[] power = new double[size / 2 + 1];
        new Fft(size).power(x, power);
        for (int k = 0; k <= size / 2; k++) {
            double re = 0;
            double im = 0;
            for (int n = 0; n < size; n++) {
                re += x[n] * Math.cos(2 * Math.PI * k * n / size);
                im += x[n] * Math.sin(2 * Math.PI * k * n / size);
            }
            assertEquals(re * re + im * im, power[k], size * size * Math.ulp(8.0), "frequency " + k);
        }
    }

    /** Parseval: Σ|x|² = Σ|X|²/N, where all but the first and the middle frequency count twice. */
    @Test
    void powersSumToTheEnergy() {
        int size = 256;
        double[] x = noise(200); // zeros follow
        double[] power = new double[size / 2 + 1];
        new Fft(size).power(x, power);
        double energy = 0;
        for (double value : x) {
            energy += value * value;
        }
        double sum = power[0] + power[size / 2];
        for (int k = 1; k < size / 2; k++) {
            sum += 2 * power[k];
        }
        assertEquals(energy, sum / size, size * Math.ulp(energy));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 100})
    void theTransformNeedsAPowerOfTwo(int size) {
        assertThrows(IllegalArgumentException.class, () -> new Fft(size));
    }

    @Test
    void melsAreThoseOfTheFormula() {
        assertEquals(0, MelBands.mel(0));
        assertEquals(2595 * Math.log10(2), MelBands.mel(700), 1e-9);
        assertEquals(1000, MelBands.mel(1000), 0.02); // how the scale is made: 1000 Hz are 1000 mel
        assertEquals(1234.5, MelBands.hertz(MelBands.mel(1234.5)), 1e-9);
    }

    /** Between the peaks of the first and the last filter, each frequency's weights sum to 1. */
    @Test
    void filtersOverlapToOne() {
        int fftSize = 512;
        MelBands bands = new MelBands(40, 20, 8000, RATE, fftSize);
        double width = (MelBands.mel(8000) - MelBands.mel(20)) / 41;
        for (int k = 0; k <= fftSize / 2; k++) {
            double[] power = new double[fftSize / 2 + 1];
            power[k] = 1;
            double sum = 0;
            for (int b = 0; b < bands.count(); b++) {
                sum += bands.energy(b, power);
            }
            double mel = MelBands.mel((double) k * RATE / fftSize);
            if (mel >= MelBands.mel(20) + width && mel <= MelBands.mel(8000) - width) {
                assertEquals(1, sum, 1e-12, "frequency " + k);
            } else {
                assertTrue(sum < 1, "frequency " + k);
            }
        }
    }

    @Test
    void bandsNeedFrequencies() {
        assertThrows(IllegalArgumentException.class, () -> new MelBands(200, 20, 8000, RATE, 512));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 20, 30, 39})
    void aToneIsLoudestInItsBand(int band) {
        double width = (MelBands.mel(RATE / 2.0) - MelBands.mel(20)) / (LogMel.BANDS + 1);
        double hertz = MelBands.hertz(MelBands.mel(20) + (band + 1) * width);
        float[] features = new LogMel(RATE).of(tone(hertz, RATE / 10));
        for (int t = 0; t < features.length / LogMel.BANDS; t++) {
            int loudest = 0;
            for (int b = 0; b < LogMel.BANDS; b++) {
                loudest = features[t * LogMel.BANDS + b] > features[t * LogMel.BANDS + loudest] ? b : loudest;
            }
            assertEquals(band, loudest, "frame " + t);
        }
    }

    @Test
    void twiceTheAmplitudeIsFourTimesTheEnergy() {
        LogMel logMel = new LogMel(RATE);
        double[] noise = noise(1000);
        float[] samples = new float[noise.length];
        float[] twice = new float[noise.length];
        for (int n = 0; n < noise.length; n++) {
            samples[n] = (float) noise[n] / 8;
            twice[n] = 2 * samples[n];
        }
        float[] soft = logMel.of(samples);
        float[] loud = logMel.of(twice);
        for (int e = 0; e < soft.length; e++) {
            // both features are rounded to floats of magnitude up to 16
            assertEquals(Math.log(4), loud[e] - soft[e], 2 * Math.ulp(16f), "feature " + e);
        }
    }

    @Test
    void silenceIsTheFloor() {
        for (float feature : new LogMel(RATE).of(new float[400])) {
            assertEquals((float) Math.log(1e-8), feature);
        }
    }

    @Test
    void framesAreWindowsThatTheSamplesFill() {
        LogMel logMel = new LogMel(RATE);
        assertArrayEquals(new int[] {0, 1, 1, 2, 98}, new int[] {
            logMel.frames(399), logMel.frames(400), logMel.frames(559), logMel.frames(560), logMel.frames(RATE)
        });
        assertEquals(98 * LogMel.BANDS, logMel.of(new float[RATE]).length);
        Exception e = assertThrows(IllegalArgumentException.class, () -> logMel.of(new float[399]));
        assertEquals(
                "expected at least 400 samples (25 ms at 16000 Hz) but got 399: the recording is too short",
                e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new LogMel(7999));
    }

    @ParameterizedTest
    @ValueSource(ints = {8000, 11_025, 22_050, 44_100, 48_000})
    void otherRatesWork(int rate) {
        assertEquals(LogMel.BANDS, new LogMel(rate).of(new float[rate * 25 / 1000]).length);
    }

    @Test
    void theScaleGivesMeanZeroAndDeviationOne() {
        CounterRandom random = new CounterRandom(2, 0, 0);
        float[] features = new float[500 * LogMel.BANDS];
        for (int e = 0; e < features.length; e++) {
            int band = e % LogMel.BANDS;
            features[e] = band == 7 ? -3 : (float) (band + (1 + band) * random.normal(e));
        }
        Utterance utterance = new Utterance("x.wav", 1, features);
        float[] scaled = BandScale.of(List.of(utterance)).apply(utterance).features();
        for (int band = 0; band < LogMel.BANDS; band++) {
            double sum = 0;
            double squares = 0;
            for (int t = 0; t < 500; t++) {
                sum += scaled[t * LogMel.BANDS + band];
                squares += Math.pow(scaled[t * LogMel.BANDS + band], 2);
            }
            double rounding = 4 * Math.ulp(1f); // of values up to 4
            assertEquals(0, sum / 500, rounding);
            assertEquals(band == 7 ? 0 : 1, squares / 500, 8 * rounding);
        }
        assertThrows(IllegalArgumentException.class, () -> BandScale.of(List.of()));
    }
}
