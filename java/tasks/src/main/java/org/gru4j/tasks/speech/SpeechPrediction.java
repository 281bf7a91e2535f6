package org.gru4j.tasks.speech;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.gru4j.file.AtomicFile;
import org.gru4j.model.Sequential;
import org.gru4j.tasks.data.InputFiles;
import org.gru4j.tasks.run.ModelUse;
import org.gru4j.tasks.run.RunListener;
import org.gru4j.tasks.speech.Recogniser.Heard;
import org.jspecify.annotations.Nullable;

/**
 * Recognises the word in each WAV file. Words and probabilities are printed, and written to {@code predictions.csv}.
 */
final class SpeechPrediction implements ModelUse.Run {
    private static final CSVFormat FORMAT =
            CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

    @Override
    public Map<String, Object> run(ModelUse use) {
        List<Path> files = files(use.data());
        List<String> words = Recogniser.words(use.saved());
        LogMel logMel = new LogMel(use.saved().settings(SpeechSettings.class).sampleRate());
        List<Utterance> utterances =
                files.stream().map(file -> Recordings.read(file, 0, logMel)).toList();
        List<Heard> heard;
        try (Sequential model = use.saved().checkpoint().createModel(use.backend())) {
            heard = new Recogniser(model, words, Recogniser.scale(use.saved())).recognise(utterances);
        }
        Path csv = use.out().resolve("predictions.csv");
        AtomicFile.writeStream(csv, out -> {
            Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            FORMAT.printRecord(writer, "file", "word", "probability");
            for (int k = 0; k < files.size(); k++) {
                FORMAT.printRecord(
                        writer,
                        files.get(k),
                        words.get(heard.get(k).word()),
                        heard.get(k).probability());
            }
            writer.flush();
        });
        for (int k = 0; k < files.size(); k++) {
            tell(
                    use.listener(),
                    files.get(k),
                    words.get(heard.get(k).word()),
                    heard.get(k).probability());
        }
        use.listener().say("Also written to " + csv);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("files", files.size());
        result.put("csv", csv.toString());
        return result;
    }

    private static void tell(RunListener listener, Path file, String word, double probability) {
        listener.say(String.format(Locale.ROOT, "%-20s %5.1f %%  %s", word, 100 * probability, file));
        Map<String, Object> prediction = new LinkedHashMap<>();
        prediction.put("file", file.toString());
        prediction.put("word", word);
        prediction.put("probability", probability);
        listener.event("prediction", prediction);
    }

    private static List<Path> files(@Nullable Path data) {
        if (data == null) {
            throw new IllegalArgumentException("--data: expected a WAV file, or a directory of them, but got none");
        }
        if (!Files.isDirectory(data)) {
            return List.of(data);
        }
        try {
            List<Path> files =
                    InputFiles.below(data).stream().filter(WavFile::isNamedSo).toList();
            if (files.isEmpty()) {
                throw new IllegalArgumentException("--data " + data + ": expected WAV files but found none");
            }
            return files;
        } catch (IOException e) {
            throw InputFiles.unreadable("recordings", data, e);
        }
    }
}
