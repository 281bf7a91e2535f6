package org.gru4j.tasks.text;

import static java.util.Objects.requireNonNullElse;

import java.util.LinkedHashMap;
import java.util.Map;
import org.gru4j.model.Sequential;
import org.gru4j.tasks.run.Generation;
import org.gru4j.tasks.run.ModelUse;
import org.gru4j.tasks.run.RunListener;

/** Generates text with a trained model. */
final class GenerateRun {
    private GenerateRun() {}

    /**
     * Reports the prompt and then each generated character as soon as it exists.
     *
     * @throws IllegalArgumentException if the prompt has characters that the model does not know
     */
    static Map<String, Object> run(ModelUse use, Generation asked) {
        if (asked.files()) {
            throw new IllegalArgumentException("--out: a model of 'text' writes to standard output, not to files");
        }
        String prompt = requireNonNullElse(asked.prompt(), "");
        int length = requireNonNullElse(asked.length(), TextDefaults.LENGTH);
        double temperature = requireNonNullElse(asked.temperature(), TextDefaults.TEMPERATURE);
        long seed = requireNonNullElse(asked.seed(), Generation.SEED);
        RunListener listener = use.listener();
        Vocabulary vocabulary = TextTask.vocabulary(use.saved().checkpoint());
        StringBuilder text = new StringBuilder();
        try (Sequential loaded = use.saved().checkpoint().createModel(use.backend());
                TextGenerator generator = new TextGenerator(loaded, vocabulary)) {
            vocabulary.requireKnown("--prompt", prompt);
            listener.sayPart(prompt);
            generator.generate(prompt, length, temperature, seed, character -> {
                text.appendCodePoint(character);
                listener.sayPart(Character.toString(character));
            });
        }
        listener.say("");
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("prompt", prompt);
        result.put("text", text.toString());
        result.put("length", length);
        result.put("temperature", temperature);
        result.put("seed", seed);
        return result;
    }
}
