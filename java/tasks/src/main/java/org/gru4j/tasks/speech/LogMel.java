package org.gru4j.tasks.speech;

/**
 * Computes log-mel features of sound: every {@value #HOP_MILLIS} ms, the logarithm of the energy in {@value #BANDS} mel
 * bands of a window of {@value #WINDOW_MILLIS} ms. With samples x in [−1, 1], w(n) = ½ − ½·cos(2πn/W) (Hann) and N the
 * power of two that is at least W,
 *
 * <pre>    y[t,b] = ln max(Σ_k w_b(k)·|Σ_n w(n)·x[t·hop + n]·exp(−2πi·k·n/N)|², 1e−8)</pre>
 *
 * The floor is the power that rounding to 16 bits adds to each frequency: (2⁻¹⁵)²/12·Σ w² ≈ 1e−8 at 16 kHz. There is no
 * pre-emphasis: it would add nearly the same number to a band in every frame, which {@link BandScale} would remove
 * again.
 */
public final class LogMel {
    public static final int BANDS = 40;
    private static final int WINDOW_MILLIS = 25;
    private static final int HOP_MILLIS = 10;
    private static final double LOWEST = 20; // Hz
    private static final double FLOOR = 1e-8;

    private final int sampleRate;
    private final int hop;
    private final double[] window;
    private final MelBands bands;
    private final Fft fft;
    private final double[] windowed;
    private final double[] power;

    /**
     * Creates an instance, which is not thread-safe.
     *
     * @param sampleRate in Hz; at least {@value WavFile#LOWEST_RATE}
     */
    public LogMel(int sampleRate) {
        if (sampleRate < WavFile.LOWEST_RATE) {
            throw new IllegalArgumentException(
                    "sample rate: expected at least " + WavFile.LOWEST_RATE + " Hz but got " + sampleRate);
        }
        this.sampleRate = sampleRate;
        hop = sampleRate * HOP_MILLIS / 1000;
        window = new double[sampleRate * WINDOW_MILLIS / 1000];
        for (int n = 0; n < window.length; n++) {
            window[n] = 0.5 - 0.5 * Math.cos(2 * Math.PI * n / window.length);
        }
        int fftSize = Integer.highestOneBit(2 * window.length - 1);
        fft = new Fft(fftSize);
        bands = new MelBands(BANDS, LOWEST, sampleRate / 2.0, sampleRate, fftSize);
        windowed = new double[window.length];
        power = new double[fftSize / 2 + 1];
    }

    /** Returns the sample rate in Hz. */
    public int sampleRate() {
        return sampleRate;
    }

    /** Returns the number of frames for a number of samples: the windows that they fill. */
    public int frames(int samples) {
        return samples < window.length ? 0 : 1 + (samples - window.length) / hop;
    }

    /**
     * Returns the features of samples.
     *
     * @return [frames, {@value #BANDS}]
     * @throws IllegalArgumentException if there are not enough samples for one window
     */
    public float[] of(float[] samples) {
        int frames = frames(samples.length);
        if (frames == 0) {
            throw new IllegalArgumentException("expected at least " + window.length + " samples (" + WINDOW_MILLIS
                    + " ms at " + sampleRate + " Hz) but got " + samples.length + ": the recording is too short");
        }
        float[] features = new float[frames * BANDS];
        for (int t = 0; t < frames; t++) {
            for (int n = 0; n < window.length; n++) {
                windowed[n] = window[n] * samples[t * hop + n];
            }
            fft.power(windowed, power);
            for (int b = 0; b < BANDS; b++) {
                features[t * BANDS + b] = (float) Math.log(Math.max(bands.energy(b, power), FLOOR));
            }
        }
        return features;
    }
}
