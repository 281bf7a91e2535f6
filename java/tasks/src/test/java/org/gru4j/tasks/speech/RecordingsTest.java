package org.gru4j.tasks.speech;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingsTest {
    private static final int WORDS = 6;
    private static final int SPEAKERS = 30;
    private static final LogMel LOG_MEL = new LogMel(SynthesizedWords.SAMPLE_RATE);

    @TempDir
    private Path temp;

    private void writeWords(String... words) throws IOException {
        for (String word : words) {
            Files.createDirectories(temp.resolve(word));
            for (int k = 0; k < Recordings.FEWEST; k++) {
                WavFile.write(
                        temp.resolve(word).resolve(k + ".WAV"), new float[400 + 160 * k], SynthesizedWords.SAMPLE_RATE);
            }
        }
    }

    @Test
    void foldersAreWordsAndFilesUtterances() throws IOException {
        writeWords("yes", "no", "_background_noise_", ".hidden");
        Files.writeString(temp.resolve("README"), "not a folder");
        Files.writeString(temp.resolve("yes/notes.txt"), "not a recording");
        Recordings recordings = Recordings.read(temp, LOG_MEL);
        assertEquals(List.of("no", "yes"), recordings.words());
        assertEquals(2 * Recordings.FEWEST, recordings.utterances().size());
        Utterance last = recordings.utterances().get(2 * Recordings.FEWEST - 1);
        assertEquals("4.WAV", last.name());
        assertEquals(1, last.word());
        assertEquals(5, last.frames());
    }

    private void assertRefused(Class<? extends Exception> type, Path named, String message) {
        Exception e = assertThrows(type, () -> Recordings.read(temp, LOG_MEL));
        assertTrue(e.getMessage().startsWith(named + ": ") && e.getMessage().contains(message), e.getMessage());
    }

    @Test
    void whatCannotBeUsedIsNamed() throws IOException {
        writeWords("yes");
        assertRefused(IllegalArgumentException.class, temp, "expected a folder for each of at least 2 words but got 1");
        writeWords("no");
        Path file = temp.resolve("no/0.WAV");
        WavFile.write(file, new float[399], SynthesizedWords.SAMPLE_RATE);
        assertRefused(IllegalArgumentException.class, file, "expected at least 400 samples");
        Files.write(file, new byte[0]);
        assertRefused(UncheckedIOException.class, file, "it is empty");
        Files.delete(file);
        assertRefused(
                IllegalArgumentException.class,
                temp.resolve("no"),
                "expected at least 5 WAV files of this word but got 4");
        Exception e = assertThrows(IllegalArgumentException.class, () -> Recordings.read(temp.resolve("x"), LOG_MEL));
        assertTrue(e.getMessage().endsWith("expected a directory but it does not exist"), e.getMessage());
    }

    private static Recordings named(List<String> names) {
        List<Utterance> utterances = new ArrayList<>();
        for (int word = 0; word < 2; word++) {
            for (String name : names) {
                utterances.add(new Utterance(name, word, new float[LogMel.BANDS]));
            }
        }
        return new Recordings(List.of("no", "yes"), utterances);
    }

    @Test
    void speakersAreSplitByTheirNames() {
        SpeechSplit split = SpeechSplit.of(
                named(IntStream.range(0, 1000).mapToObj(k -> k + ".wav").toList()));
        // four standard deviations of how many of 1000 speakers fall into a part, each with its two words
        assertEquals(1600, split.training().size(), 2 * 4 * Math.sqrt(1000 * 0.8 * 0.2));
        assertEquals(200, split.validation().size(), 2 * 4 * Math.sqrt(1000 * 0.1 * 0.9));
        assertEquals(200, split.test().size(), 2 * 4 * Math.sqrt(1000 * 0.1 * 0.9));
        Set<String> names = names(split.training());
        assertFalse(names.removeAll(names(split.test())) || names.removeAll(names(split.validation())));
    }

    private static Set<String> names(List<Utterance> part) {
        return part.stream().map(Utterance::name).collect(Collectors.toCollection(HashSet::new));
    }

    @Test
    void aSpeakerIsWhatTheNameSaysBeforeTheNumber() {
        assertEquals(SpeechSplit.percent("0a7c2a8d_nohash_0.wav"), SpeechSplit.percent("0a7c2a8d_nohash_1.wav"));
        assertEquals(SpeechSplit.percent("a.b.wav"), SpeechSplit.percent("a.b.WAV"));
        assertTrue(SpeechSplit.percent("a.b.wav") != SpeechSplit.percent("a.c.wav"));
    }

    @Test
    void emptyPartsAreRefused() {
        Exception e = assertThrows(IllegalArgumentException.class, () -> SpeechSplit.of(named(List.of("same.wav"))));
        assertTrue(e.getMessage().startsWith("recordings: expected enough differently named files"), e.getMessage());
        List<Utterance> utterances = new ArrayList<>(
                named(IntStream.range(0, 100).mapToObj(k -> k + ".wav").toList())
                        .utterances());
        utterances.removeIf(u -> u.word() == 1 && SpeechSplit.percent(u.name()) >= 20);
        e = assertThrows(
                IllegalArgumentException.class, () -> SpeechSplit.of(new Recordings(List.of("no", "yes"), utterances)));
        assertTrue(e.getMessage().startsWith("recordings: expected 'yes' in the training part"), e.getMessage());
    }

    @Test
    void synthesizedWordsAreAFunctionOfSeedWordAndSpeaker() {
        SynthesizedWords words = new SynthesizedWords(10, 5, 1);
        float[] said = words.say(3, 2);
        assertArrayEquals(said, new SynthesizedWords(10, 9, 1).say(3, 2));
        assertFalse(Arrays.equals(said, words.say(4, 2)));
        assertFalse(Arrays.equals(said, words.say(3, 4)));
        assertFalse(Arrays.equals(said, new SynthesizedWords(10, 5, 2).say(3, 2)));
        for (float sample : said) {
            assertTrue(Math.abs(sample) <= 1, "sample " + sample);
        }
    }

    @Test
    void synthesizedWordsAreDifferentOrdersOfTheSameVowels() {
        List<String> words = new SynthesizedWords(SynthesizedWords.MOST_WORDS, 5, 1).words();
        assertEquals(24, new HashSet<>(words).size());
        for (String word : words) {
            assertEquals(
                    4,
                    word.chars().filter(c -> "aiue".indexOf(c) >= 0).distinct().count());
        }
        assertEquals(10, new HashSet<>(new SynthesizedWords(10, 5, 1).words()).size());
        assertThrows(IllegalArgumentException.class, () -> new SynthesizedWords(25, 5, 1));
        assertThrows(IllegalArgumentException.class, () -> new SynthesizedWords(2, 4, 1));
    }

    @Test
    void synthesizedWordsAreReadLikeRecordings() {
        SynthesizedWords words = new SynthesizedWords(3, 5, 1);
        words.write(temp);
        Recordings recordings = Recordings.read(temp, LOG_MEL);
        assertEquals(words.words().stream().sorted().toList(), recordings.words());
        assertEquals(15, recordings.utterances().size());
        Recordings inMemory = words.recordings(LOG_MEL);
        assertEquals(recordings.words(), inMemory.words());
        for (int k = 0; k < 15; k++) {
            assertEquals(
                    recordings.utterances().get(k).name(),
                    inMemory.utterances().get(k).name());
            assertEquals(
                    recordings.utterances().get(k).word(),
                    inMemory.utterances().get(k).word());
            assertArrayEquals(
                    recordings.utterances().get(k).features(),
                    inMemory.utterances().get(k).features());
        }
        assertTrue(recordings.utterances().stream()
                        .mapToInt(Utterance::frames)
                        .distinct()
                        .count()
                > 5);
    }

    /**
     * Who knows only how long an utterance is and its mean spectrum guesses little better than at random; who knows the
     * mean spectra of its four quarters, much better: the order is what tells.
     */
    @Test
    void onlyTheOrderTellsSynthesizedWordsApart() {
        SynthesizedWords words = new SynthesizedWords(WORDS, 2 * SPEAKERS, 1);
        List<Utterance> utterances = new ArrayList<>();
        for (int speaker = 0; speaker < 2 * SPEAKERS; speaker++) {
            for (int word = 0; word < WORDS; word++) {
                utterances.add(new Utterance("speaker" + speaker, word, LOG_MEL.of(words.say(word, speaker))));
            }
        }
        double whole = nearestMeanAccuracy(utterances, 1);
        double quarters = nearestMeanAccuracy(utterances, 4);
        assertTrue(
                whole < 0.4 && quarters > 0.6,
                "at random " + 1.0 / WORDS + ", mean spectrum " + whole + ", quarters " + quarters);
    }

    /** Of guessing the word whose mean over the first half is nearest, for the second half. */
    private static double nearestMeanAccuracy(List<Utterance> utterances, int pieces) {
        int half = utterances.size() / 2;
        double[][] means = new double[WORDS][pieces * LogMel.BANDS + 1];
        for (Utterance utterance : utterances.subList(0, half)) {
            double[] summary = summary(utterance, pieces);
            Arrays.setAll(means[utterance.word()], k -> means[utterance.word()][k] + summary[k] / SPEAKERS);
        }
        List<Utterance> others = utterances.subList(half, 2 * half);
        long right = others.stream()
                .filter(u -> nearest(summary(u, pieces), means) == u.word())
                .count();
        return (double) right / others.size();
    }

    private static int nearest(double[] summary, double[][] means) {
        int nearest = 0;
        for (int word = 1; word < means.length; word++) {
            nearest = distance(summary, means[word]) < distance(summary, means[nearest]) ? word : nearest;
        }
        return nearest;
    }

    private static double distance(double[] a, double[] b) {
        return IntStream.range(0, a.length)
                .mapToDouble(k -> Math.pow(a[k] - b[k], 2))
                .sum();
    }

    /** The mean of each band in each piece of the utterance, and its number of frames. */
    private static double[] summary(Utterance utterance, int pieces) {
        double[] summary = new double[pieces * LogMel.BANDS + 1];
        for (int e = 0; e < utterance.features().length; e++) {
            int piece = e / LogMel.BANDS * pieces / utterance.frames();
            summary[piece * LogMel.BANDS + e % LogMel.BANDS] += utterance.features()[e] * pieces / utterance.frames();
        }
        summary[pieces * LogMel.BANDS] = utterance.frames();
        return summary;
    }
}
