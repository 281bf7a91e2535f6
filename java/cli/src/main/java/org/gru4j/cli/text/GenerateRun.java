package org.gru4j.cli.text;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gru4j.backend.Backend;
import org.gru4j.cli.Console;
import org.gru4j.cli.run.RunFiles;
import org.gru4j.io.Checkpoint;
import org.gru4j.layer.Sequential;

/**
 * Writes text with a trained model.
 *
 * @param model a run's directory, or a checkpoint
 */
public record GenerateRun(Path model, String prompt, int length, double temperature, long seed) {
    /**
     * Says the prompt and what the model writes after it, as it is written.
     *
     * @throws java.io.UncheckedIOException if the model can't be read
     * @throws IllegalArgumentException if the prompt has characters that the model does not know
     */
    public void run(Backend backend, Console console) {
        Path file = RunFiles.checkpoint(model);
        StringBuilder text = new StringBuilder();
        try (Checkpoint checkpoint = Checkpoint.load(file); Sequential loaded = checkpoint.createModel(backend)) {
            write(loaded, TextTask.vocabulary(checkpoint), text, console);
        }
        console.say("");
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("prompt", prompt);
        result.put("text", text.toString());
        result.put("length", length);
        result.put("temperature", temperature);
        result.put("seed", seed);
        result.put("backend", backend.name());
        result.put("threads", backend.threads());
        result.put("checkpoint", file.toString());
        console.event("result", result);
    }

    private void write(Sequential loaded, Vocabulary vocabulary, StringBuilder text, Console console) {
        try (TextGenerator generator = new TextGenerator(loaded, vocabulary)) {
            vocabulary.requireKnown("--prompt", prompt);
            console.sayPart(prompt);
            generator.generate(prompt, length, temperature, seed, character -> {
                text.appendCodePoint(character);
                console.sayPart(Character.toString(character));
            });
        }
    }
}
