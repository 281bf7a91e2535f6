package org.gru4j.tasks.speech;

/**
 * The discrete Fourier transform of real samples, X[k] = Σ_n x[n]·exp(−2πi·k·n/N), by the radix-2 algorithm (Cooley,
 * Tukey 1965), N a power of two. Keeps tables and buffers but no state between calls. Not thread-safe.
 */
final class Fft {
    private final int size;
    private final double[] cos;
    private final double[] sin;
    private final double[] re;
    private final double[] im;

    /** @param size N */
    Fft(int size) {
        if (size < 2 || Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException("size: expected a power of two from 2 on but got " + size);
        }
        this.size = size;
        cos = new double[size / 2];
        sin = new double[size / 2];
        for (int k = 0; k < size / 2; k++) {
            cos[k] = Math.cos(2 * Math.PI * k / size);
            sin[k] = -Math.sin(2 * Math.PI * k / size);
        }
        re = new double[size];
        im = new double[size];
    }

    /**
     * Computes the power of each frequency up to half the sample rate.
     *
     * @param x [at most N] samples, padded with zeros to N
     * @param power receives |X[k]|², k = 0..N/2
     */
    void power(double[] x, double[] power) {
        int shift = Integer.numberOfLeadingZeros(size - 1);
        for (int n = 0; n < size; n++) {
            int reversed = Integer.reverse(n) >>> shift;
            re[reversed] = n < x.length ? x[n] : 0;
            im[reversed] = 0;
        }
        for (int half = 1; half < size; half *= 2) {
            for (int start = 0; start < size; start += 2 * half) {
                for (int k = 0; k < half; k++) {
                    butterfly(start + k, start + k + half, k * (size / (2 * half)));
                }
            }
        }
        for (int k = 0; k <= size / 2; k++) {
            power[k] = re[k] * re[k] + im[k] * im[k];
        }
    }

    private void butterfly(int a, int b, int angle) {
        double r = re[b] * cos[angle] - im[b] * sin[angle];
        double i = re[b] * sin[angle] + im[b] * cos[angle];
        re[b] = re[a] - r;
        im[b] = im[a] - i;
        re[a] += r;
        im[a] += i;
    }
}
