package org.gru4j.tasks.speech;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.gru4j.random.CounterRandom;

/**
 * Synthetic words of a made-up language, spoken by made-up speakers. They are sine-wave speech (Remez, Rubin, Pisoni,
 * Carrell 1981), in which each formant is a sinusoid.
 *
 * <p>Every word has the same four vowels, a i u e, in a different order. So words differ only in the order of sounds,
 * not in their length or mean spectrum. The formants are those of men in Peterson and Barney 1952; they glide from one
 * vowel to the next. Speakers differ in the length of the vocal tract, which scales the formants, in pitch, which
 * modulates the amplitude, and in loudness. Utterances differ in the length of each vowel, the silence around them, and
 * the noise. Everything depends only on the seed, the word and the speaker.
 */
public final class SynthesizedWords {
    /** The sample rate in Hz. */
    public static final int SAMPLE_RATE = 16_000;
    /** The number of orders of four vowels. */
    static final int MOST_WORDS = 24;

    private static final String VOWELS = "aiue";
    private static final double[][] FORMANTS = {
        {730, 1090, 2440}, {270, 2290, 3010}, {300, 870, 2240}, {530, 1840, 2480}
    };
    private static final double[] AMPLITUDES = {1, 0.5, 0.25};
    private static final long PLACE = 0x737065;

    private final List<String> words;
    private final int speakers;
    private final long seed;

    /**
     * Creates the generator of an artificial data set.
     *
     * @param words the number of words, 2 to {@value #MOST_WORDS}
     * @param speakers the number of speakers; each says each word once
     */
    public SynthesizedWords(int words, int speakers, long seed) {
        if (words < 2 || words > MOST_WORDS) {
            throw new IllegalArgumentException("words: expected 2 to " + MOST_WORDS + " but got " + words);
        }
        if (speakers < Recordings.FEWEST) {
            throw new IllegalArgumentException(
                    "speakers: expected at least " + Recordings.FEWEST + " but got " + speakers);
        }
        List<String> orders = new ArrayList<>();
        addOrders("", VOWELS, orders);
        List<String> spread = new ArrayList<>();
        for (int k = 0; k < words; k++) {
            spread.add(orders.get(k * MOST_WORDS / words));
        }
        this.words = spread;
        this.speakers = speakers;
        this.seed = seed;
    }

    private static void addOrders(String said, String left, List<String> orders) {
        if (left.isEmpty()) {
            orders.add(said);
        }
        for (int k = 0; k < left.length(); k++) {
            addOrders(said + left.charAt(k), left.substring(0, k) + left.substring(k + 1), orders);
        }
    }

    /** Returns the words; the letters of a word are its vowels in order. */
    public List<String> words() {
        return words;
    }

    /**
     * Writes all utterances as files that {@link Recordings#read(Path, LogMel)} can read.
     *
     * @throws UncheckedIOException if they can't be written
     */
    public void write(Path directory) {
        for (int word = 0; word < words.size(); word++) {
            Path folder = directory.resolve(words.get(word));
            try {
                Files.createDirectories(folder);
            } catch (IOException e) {
                throw new UncheckedIOException(folder + ": can't be created: " + e.getMessage(), e);
            }
            for (int speaker = 0; speaker < speakers; speaker++) {
                WavFile.write(folder.resolve(fileName(speaker)), say(word, speaker), SAMPLE_RATE);
            }
        }
    }

    /** Returns all utterances, exactly as they would be {@linkplain Recordings#read(Path, LogMel) read} from files. */
    public Recordings recordings(LogMel logMel) {
        List<String> sorted = words.stream().sorted().toList();
        int[] inOrder = IntStream.range(0, speakers)
                .boxed()
                .sorted(Comparator.comparing(SynthesizedWords::fileName))
                .mapToInt(Integer::intValue)
                .toArray();
        List<Utterance> utterances = new ArrayList<>();
        for (int word = 0; word < sorted.size(); word++) {
            for (int speaker : inOrder) {
                float[] samples = WavFile.rounded(say(words.indexOf(sorted.get(word)), speaker));
                utterances.add(new Utterance(
                        fileName(speaker),
                        word,
                        logMel.of(Resampler.resample(samples, SAMPLE_RATE, logMel.sampleRate()))));
            }
        }
        return new Recordings(sorted, utterances);
    }

    private static String fileName(int speaker) {
        return "speaker" + speaker + ".wav";
    }

    /** Returns an utterance as samples in [−1, 1]. */
    public float[] say(int word, int speaker) {
        CounterRandom voice = new CounterRandom(seed, speaker, PLACE);
        double tract = between(0.85, 1.2, voice.uniform(0));
        double pitch = between(90, 250, voice.uniform(1));
        double loudness = between(0.05, 0.25, voice.uniform(2));
        CounterRandom utterance = new CounterRandom(seed, (long) word << 32 | speaker, PLACE + 1);
        double noise = loudness * between(0.02, 0.2, utterance.uniform(0));
        int[] ends = ends(utterance);
        float[] samples = new float[ends[ends.length - 1]];
        double[] phases = new double[AMPLITUDES.length];
        for (int n = 0; n < samples.length; n++) {
            double sound = 0;
            for (int f = 0; f < phases.length; f++) {
                phases[f] += 2 * Math.PI * tract * formant(words.get(word), f, n, ends) / SAMPLE_RATE;
                sound += AMPLITUDES[f] * Math.sin(phases[f]);
            }
            double glottis = 0.5 + 0.5 * Math.cos(2 * Math.PI * pitch * n / SAMPLE_RATE);
            samples[n] = (float) (loudness * envelope(n, ends) * glottis * sound + noise * utterance.normal(10 + n));
        }
        return samples;
    }

    private static double between(double low, double high, double uniform) {
        return low + (high - low) * uniform;
    }

    /** Returns where the first silence, the four vowels and the last silence end, in samples. */
    private static int[] ends(CounterRandom random) {
        int[] ends = new int[VOWELS.length() + 2];
        int end = 0;
        for (int k = 0; k < ends.length; k++) {
            boolean silence = k == 0 || k == ends.length - 1;
            end += (int) (SAMPLE_RATE
                    * (silence
                            ? between(0.02, 0.2, random.uniform(1 + k))
                            : between(0.07, 0.18, random.uniform(1 + k))));
            ends[k] = end;
        }
        return ends;
    }

    /**
     * Returns a formant's frequency in Hz. In the middle of a vowel it is that of the vowel; in between it is
     * interpolated linearly.
     */
    private static double formant(String word, int f, int n, int[] ends) {
        double beforeMiddle = 0;
        double before = FORMANTS[VOWELS.indexOf(word.charAt(0))][f];
        for (int k = 0; k < word.length(); k++) {
            double middle = (ends[k] + ends[k + 1]) / 2.0;
            double here = FORMANTS[VOWELS.indexOf(word.charAt(k))][f];
            if (n < middle) {
                return before + (here - before) * (n - beforeMiddle) / (middle - beforeMiddle);
            }
            beforeMiddle = middle;
            before = here;
        }
        return before;
    }

    /** Returns the amplitude, which rises and falls within 20 ms around the vowels. */
    private static double envelope(int n, int[] ends) {
        double ramp = 0.02 * SAMPLE_RATE;
        double inside = Math.min(n - ends[0], ends[ends.length - 2] - n) / ramp;
        return Math.max(0, Math.min(1, inside));
    }
}
