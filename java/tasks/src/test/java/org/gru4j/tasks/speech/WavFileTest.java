package org.gru4j.tasks.speech;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WavFileTest {
    private static final int RATE = 16_000;

    @TempDir
    private Path temp;

    /** A WAV file: RIFF header, format, data. */
    private static byte[] wav(int format, int channels, int rate, int bits, int... data) {
        ByteBuffer bytes = ByteBuffer.allocate(44 + data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + data.length);
        bytes.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
                .putInt(16)
                .putShort((short) format)
                .putShort((short) channels)
                .putInt(rate)
                .putInt(rate * channels * bits / 8)
                .putShort((short) (channels * bits / 8))
                .putShort((short) bits);
        bytes.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(data.length);
        for (int value : data) {
            bytes.put((byte) value);
        }
        return bytes.array();
    }

    private float[] read(byte[] wav) throws IOException {
        return WavFile.read(Files.write(temp.resolve("sound.wav"), wav), RATE);
    }

    @Test
    void eightBitsAreUnsigned() throws IOException {
        assertArrayEquals(new float[] {-1, 0, 127 / 128f}, read(wav(1, 1, RATE, 8, 0, 128, 255)));
    }

    @Test
    void sixteenBitsAreSigned() throws IOException {
        assertArrayEquals(
                new float[] {-1, 0.5f, -0x1p-15f, 0x81 / 0x1p15f},
                read(wav(1, 1, RATE, 16, 0, 0x80, 0, 0x40, 0xFF, 0xFF, 0x81, 0)));
    }

    @Test
    void twentyFourBitsAreSigned() throws IOException {
        assertArrayEquals(
                new float[] {-1, 0x1p-23f, -0x1p-23f, 0x818283 / 0x1p23f - 2},
                read(wav(1, 1, RATE, 24, 0, 0, 0x80, 1, 0, 0, 0xFF, 0xFF, 0xFF, 0x83, 0x82, 0x81)));
    }

    @Test
    void channelsAreAveraged() throws IOException {
        assertArrayEquals(new float[] {0.25f, -0.5f}, read(wav(1, 2, RATE, 8, 128 + 64, 128, 0, 128)));
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        float[] samples = {0, 0.5f, -1, 2, 1e-6f};
        Path file = temp.resolve("written.wav");
        WavFile.write(file, samples, RATE);
        assertArrayEquals(new float[] {0, 0.5f, -1, 1 - 0x1p-15f, 0}, WavFile.read(file, RATE));
    }

    /** Tones that both rates can hold keep frequency, phase and amplitude, away from the ends. */
    @ParameterizedTest
    @ValueSource(ints = {8000, 11_025, 22_050, 44_100, 48_000})
    void otherRatesAreResampled(int rate) {
        float[] samples = sine(1000, rate, rate / 10);
        float[] resampled = Resampler.resample(samples, rate, RATE);
        assertEquals(RATE / 10, resampled.length, 1);
        float[] expected = sine(1000, RATE, RATE / 10);
        for (int k = 200; k < 1400; k++) {
            assertEquals(expected[k], resampled[k], 1e-3, "sample " + k); // stop band of a Hann window and 16 zeros
        }
    }

    /** A tone above half of the new rate would come back as another one. */
    @Test
    void whatTheNewRateCannotHoldIsTakenAway() {
        float[] resampled = Resampler.resample(sine(11_000, 48_000, 4800), 48_000, RATE);
        for (int k = 200; k < 1400; k++) {
            assertEquals(0, resampled[k], 1e-2, "sample " + k);
        }
    }

    private static float[] sine(double hertz, int rate, int samples) {
        float[] sine = new float[samples];
        for (int n = 0; n < samples; n++) {
            sine[n] = (float) Math.sin(2 * Math.PI * hertz * n / rate);
        }
        return sine;
    }

    private void assertRefused(byte[] bytes, String message) throws IOException {
        Path file = Files.write(temp.resolve("bad.wav"), bytes);
        Exception e = assertThrows(UncheckedIOException.class, () -> WavFile.read(file, RATE));
        assertTrue(e.getMessage().startsWith(file + ": ") && e.getMessage().contains(message), e.getMessage());
    }

    @Test
    void damagedFilesAreNamed() throws IOException {
        byte[] good = wav(1, 1, RATE, 16, new int[2000]);
        assertRefused(new byte[0], "expected a WAV file but it is empty");
        assertRefused(
                "no sound at all, but some text of more than 44 bytes".getBytes(StandardCharsets.US_ASCII),
                "expected a WAV file but it is damaged or has another format");
        assertRefused(Arrays.copyOf(good, 1000), "expected 2000 bytes of sound, according to the header, but got 956");
        for (int length : new int[] {4, 11, 20, 30, 38}) {
            assertRefused(Arrays.copyOf(good, length), "expected a WAV file but it ");
        }
        Path missing = temp.resolve("missing.wav");
        Exception e = assertThrows(UncheckedIOException.class, () -> WavFile.read(missing, RATE));
        assertEquals(missing + ": no such file", e.getMessage());
    }

    /** A note of 268,435,455 ticks, which Java would play into memory. */
    @Test
    void musicIsNotPlayed() throws IOException {
        byte[] midi =
                HexFormat.of().parseHex("4d546864000000060000000100604d54726b0000000f00903c40ffffff7f803c4000ff2f00");
        assertRefused(midi, "expected a WAV file but it is damaged or has another format");
    }

    /** Of such frames Java's stream reads nothing into a usual buffer, again and again. */
    @Test
    void framesMayBeLargerThanBuffers() throws IOException {
        int channels = 10_000;
        int[] data = new int[3 * channels * 2];
        data[1] = 0x40;
        assertArrayEquals(new float[] {0.5f / channels, 0, 0}, read(wav(1, channels, RATE, 16, data)));
        assertArrayEquals(new float[0], read(wav(1, channels, RATE, 16, 0, 0)), "less than a frame");
    }

    @Test
    void otherEncodingsAreRefused() throws IOException {
        assertRefused(wav(3, 1, RATE, 32, new int[400]), "expected PCM of 8, 16 or 24 bits but got PCM_FLOAT");
        assertRefused(wav(1, 1, RATE, 32, new int[400]), "expected PCM of 8, 16 or 24 bits but got ");
        assertRefused(wav(7, 1, RATE, 8, new int[400]), "expected PCM of 8, 16 or 24 bits but got ULAW");
        assertRefused(wav(1, 1, 4000, 8, new int[400]), "expected a sample rate of 8000 Hz or more but got ");
    }
}
