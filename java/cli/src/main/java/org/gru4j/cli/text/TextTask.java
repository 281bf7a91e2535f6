package org.gru4j.cli.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.gru4j.cli.Console;
import org.gru4j.io.Checkpoint;
import org.gru4j.train.Budget;

/**
 * What a checkpoint remembers of a text model besides its tensors.
 *
 * @param corpusLocation the path that was read; empty for the corpus that comes along
 * @param corpusChecksum of its text
 */
record TextTask(TextSettings settings, Vocabulary vocabulary, String corpusLocation, String corpusChecksum,
        Budget budget) {
    private static final String NAME = "text";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** For the checkpoint's metadata. */
    Map<String, String> toMetadata() {
        return Map.of("name", NAME,
                "settings", Console.toJson(settings),
                "vocabulary", vocabulary.characters(),
                "corpus", corpusLocation,
                "corpus_checksum", corpusChecksum,
                "budget", TextBudget.text(budget));
    }

    /** @throws UncheckedIOException if the checkpoint is none of a text model */
    static TextTask of(Checkpoint checkpoint) {
        try {
            String name = checkpoint.task("name");
            if (!name.equals(NAME)) {
                throw new IOException("expected a model of '" + NAME + "' but got one of '" + name + "'");
            }
            TextTask task = new TextTask(JSON.readValue(checkpoint.task("settings"), TextSettings.class),
                    Vocabulary.of(checkpoint.task("vocabulary")), checkpoint.task("corpus"),
                    checkpoint.task("corpus_checksum"), TextBudget.parse(checkpoint.task("budget")));
            if (!task.settings.model(task.vocabulary.size()).equals(checkpoint.model())) {
                throw new IOException("the model " + checkpoint.model() + " does not fit its settings " + task.settings
                        + " and vocabulary of " + task.vocabulary.size());
            }
            return task;
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(checkpoint.file() + ": settings: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(checkpoint.file() + ": " + e.getMessage(), e);
        }
    }
}
