package org.gru4j.tasks.speech;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioFormat.Encoding;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import org.gru4j.file.AtomicFile;

/**
 * Reads and writes WAV files: PCM with 8, 16 or 24 bits, any number of channels, and sample rates of at least 8 kHz.
 */
public final class WavFile {
    /** The lowest sample rate, in Hz. */
    static final int LOWEST_RATE = 8000;
    /** "RIFF", the size of what follows, "WAVE". */
    private static final int HEADER_BYTES = 12;

    private static final int BUFFER_BYTES = 8192;

    private WavFile() {}

    /** Returns whether the file's name ends in .wav, in upper or lower case. */
    static boolean isNamedSo(Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".wav");
    }

    /**
     * Reads a file. Channels are averaged, and the sound is resampled if necessary.
     *
     * @param sampleRate in Hz
     * @return samples in [−1, 1); resampling may exceed this range slightly
     * @throws UncheckedIOException if the file can't be read, has another format, is damaged or truncated
     */
    public static float[] read(Path file, int sampleRate) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
                AudioInputStream audio = wav(in)) {
            AudioFormat format = requireSupported(audio.getFormat());
            byte[] bytes = bytes(audio, format.getFrameSize());
            long expected = audio.getFrameLength() * format.getFrameSize();
            if (bytes.length != expected) {
                throw new IOException("expected " + expected + " bytes of sound, according to the header, but got "
                        + bytes.length + ": the file is damaged");
            }
            return Resampler.resample(mono(bytes, format), Math.round(format.getSampleRate()), sampleRate);
        } catch (UnsupportedAudioFileException e) {
            throw new UncheckedIOException(
                    file + ": expected a WAV file but it is "
                            + (file.toFile().length() == 0 ? "empty" : "damaged or has another format"),
                    new IOException(e));
        } catch (NoSuchFileException e) {
            throw new UncheckedIOException(file + ": no such file", e);
        } catch (EOFException e) {
            throw new UncheckedIOException(file + ": expected a WAV file but it ends within its header", e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": can't be read: " + e.getMessage(), e);
        }
    }

    /**
     * Opens a WAV file and rejects others. Java's reader also accepts MIDI, where a few bytes can be hours of sound.
     */
    private static AudioInputStream wav(InputStream in) throws IOException, UnsupportedAudioFileException {
        in.mark(HEADER_BYTES);
        String header = new String(in.readNBytes(HEADER_BYTES), StandardCharsets.ISO_8859_1);
        in.reset();
        if (!header.startsWith("RIFF") || !header.endsWith("WAVE")) {
            throw new UnsupportedAudioFileException("expected a header that begins with RIFF and WAVE");
        }
        try {
            return AudioSystem.getAudioInputStream(in);
        } catch (RuntimeException e) { // for example, it divides by unchecked sizes in the header
            throw new IOException("expected a WAV file but its header is damaged: " + e.getMessage(), e);
        }
    }

    private static AudioFormat requireSupported(AudioFormat format) throws IOException {
        int bits = format.getSampleSizeInBits();
        boolean pcm = format.getEncoding().equals(bits == 8 ? Encoding.PCM_UNSIGNED : Encoding.PCM_SIGNED);
        if (!pcm || format.isBigEndian() || (bits != 8 && bits != 16 && bits != 24)) {
            throw new IOException("expected PCM of 8, 16 or 24 bits but got " + format);
        }
        if (format.getFrameSize() != format.getChannels() * bits / 8) {
            throw new IOException("expected frames of " + format.getChannels() * bits / 8 + " bytes, " + bits
                    + " bits for each channel, but got frames of " + format.getFrameSize() + ": the file is damaged");
        }
        if (!(format.getSampleRate() >= LOWEST_RATE)) {
            throw new IOException("expected a sample rate of " + LOWEST_RATE + " Hz or more but got " + format);
        }
        return format;
    }

    /**
     * Reads all bytes, in buffers of whole frames. With a buffer smaller than a frame, the stream would return 0 bytes
     * without end.
     */
    private static byte[] bytes(AudioInputStream audio, int frame) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[frame * Math.max(1, BUFFER_BYTES / frame)];
        for (int read = audio.read(buffer); read > 0; read = audio.read(buffer)) {
            bytes.write(buffer, 0, read);
        }
        return bytes.toByteArray();
    }

    private static float[] mono(byte[] bytes, AudioFormat format) {
        int width = format.getSampleSizeInBits() / 8;
        int channels = format.getChannels();
        float[] samples = new float[bytes.length / (width * channels)];
        for (int k = 0; k < samples.length; k++) {
            double sum = 0;
            for (int c = 0; c < channels; c++) {
                sum += sample(bytes, (k * channels + c) * width, width);
            }
            samples[k] = (float) (sum / channels);
        }
        return samples;
    }

    /** Returns a sample. WAV files are little-endian; 8-bit samples are unsigned. */
    private static double sample(byte[] bytes, int at, int width) {
        if (width == 1) {
            return ((bytes[at] & 0xFF) - 128) / 128.0;
        }
        int value = bytes[at + width - 1]; // signed
        for (int b = width - 2; b >= 0; b--) {
            value = value << 8 | bytes[at + b] & 0xFF;
        }
        return value / (double) (1 << 8 * width - 1);
    }

    /**
     * Writes a file with one channel and 16 bits.
     *
     * @param samples in [−1, 1]; values outside are clipped
     * @throws org.gru4j.file.WriteFailedException if the file can't be written
     */
    public static void write(Path file, float[] samples, int sampleRate) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float sample : samples) {
            bytes.putShort(inSixteenBits(sample));
        }
        AudioFormat format = new AudioFormat(sampleRate, 16, 1, true, false);
        AudioInputStream audio = new AudioInputStream(new ByteArrayInputStream(bytes.array()), format, samples.length);
        AtomicFile.writeStream(file, out -> AudioSystem.write(audio, AudioFileFormat.Type.WAVE, out));
    }

    private static short inSixteenBits(float sample) {
        return (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.round(sample * 0x1p15f)));
    }

    /** Returns the samples as they would be after writing and reading. */
    static float[] rounded(float[] samples) {
        float[] rounded = new float[samples.length];
        for (int n = 0; n < samples.length; n++) {
            rounded[n] = inSixteenBits(samples[n]) * 0x1p-15f;
        }
        return rounded;
    }
}
