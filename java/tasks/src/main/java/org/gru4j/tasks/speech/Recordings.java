package org.gru4j.tasks.speech;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Recorded utterances of several words.
 *
 * @param words by number, sorted
 * @param utterances word by word, sorted by name
 */
public record Recordings(List<String> words, List<Utterance> utterances) {
    /** The least number of utterances of a word; fewer can't be split. */
    public static final int FEWEST = 5;

    /**
     * Reads a directory with one folder per word, and in it one WAV file per utterance, to train on. Other files are
     * ignored, and so are files and folders whose names begin with a dot or an underscore, such as folders of
     * background noise.
     *
     * @throws UncheckedIOException if something can't be read; the message names the file
     * @throws IllegalArgumentException if there are fewer than 2 words, if a word has fewer than {@value #FEWEST}
     *     files, or if one is too short
     */
    public static Recordings read(Path directory, LogMel logMel) {
        return read(directory, logMel, 2, FEWEST);
    }

    /** Reads such a directory to score a model on. A single word with a single utterance is enough. */
    public static Recordings readForScoring(Path directory, LogMel logMel) {
        return read(directory, logMel, 1, 1);
    }

    private static Recordings read(Path directory, LogMel logMel, int fewestWords, int fewest) {
        List<Path> folders = list(directory, Files::isDirectory);
        if (folders.size() < fewestWords) {
            throw new IllegalArgumentException(directory + ": expected a folder for each of at least " + fewestWords
                    + (fewestWords == 1 ? " word" : " words") + " but got " + folders.size());
        }
        List<Utterance> utterances = new ArrayList<>();
        for (int word = 0; word < folders.size(); word++) {
            List<Path> files = list(folders.get(word), WavFile::isNamedSo);
            if (files.size() < fewest) {
                throw new IllegalArgumentException(folders.get(word) + ": expected at least " + fewest + " WAV file"
                        + (fewest == 1 ? "" : "s") + " of this word but got " + files.size());
            }
            for (Path file : files) {
                utterances.add(read(file, word, logMel));
            }
        }
        return new Recordings(
                folders.stream().map(folder -> folder.getFileName().toString()).toList(), utterances);
    }

    /**
     * Reads one file.
     *
     * @param word the word's number, or any number if the word is unknown
     */
    static Utterance read(Path file, int word, LogMel logMel) {
        float[] samples = WavFile.read(file, logMel.sampleRate());
        try {
            return new Utterance(file.getFileName().toString(), word, logMel.of(samples));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Returns utterances whose words are numbered as in a model.
     *
     * @param known the model's words
     * @param source names the recordings in messages
     * @throws IllegalArgumentException if the model does not know a word
     */
    List<Utterance> numbered(List<Utterance> some, List<String> known, String source) {
        List<Utterance> numbered = new ArrayList<>();
        for (Utterance utterance : some) {
            String word = words.get(utterance.word());
            int number = known.indexOf(word);
            if (number < 0) {
                throw new IllegalArgumentException(source + ": expected folders of words that the model knows, "
                        + String.join(", ", known) + ", but got '" + word + "'");
            }
            numbered.add(new Utterance(utterance.name(), number, utterance.features()));
        }
        return numbered;
    }

    private static List<Path> list(Path directory, Predicate<Path> filter) {
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException(directory + ": expected a directory but "
                    + (Files.exists(directory) ? "it is a file" : "it does not exist"));
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> !entry.getFileName().toString().matches("[._].*"))
                    .filter(filter)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(directory + ": can't be read: " + e.getMessage(), e);
        }
    }
}
