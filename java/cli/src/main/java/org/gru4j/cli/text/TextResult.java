package org.gru4j.cli.text;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Locale;
import java.util.Map;
import org.gru4j.cli.Console;

/**
 * What came of a run; losses are in bits per character of all held-out text.
 *
 * @param validationBpc of the GRU
 * @param charsPerSecond trained on
 * @param seconds of training, those before a resume included
 * @param unigramBpc of the n-gram models, fitted on the training files
 * @param checkpoint the path
 * @param sample text that the model wrote
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record TextResult(double validationBpc, double charsPerSecond, double seconds, double unigramBpc,
                         double bigramBpc, double ngram5Bpc, long parameters, long steps, double epochs,
                         String backend, int threads, String checkpoint, String sample) {
    private static final ObjectMapper JSON = new ObjectMapper();

    Map<String, Object> toMap() {
        return JSON.convertValue(this, new TypeReference<Map<String, Object>>() {});
    }

    /** Says it to people. */
    void describe(Console console, RunFiles files, boolean hasChart) {
        console.say(String.format(Locale.ROOT, "%nTrained for %.1f s: %,d steps, %.2f epochs, %,.0f characters/s",
                seconds, steps, epochs, charsPerSecond));
        console.say(String.format(Locale.ROOT, "%nBits per character of the held-out text (less is better):"));
        row(console, "unigram", unigramBpc);
        row(console, "bigram", bigramBpc);
        row(console, TextDefaults.NGRAM_ORDER + "-gram, interpolated", ngram5Bpc);
        row(console, "this GRU", validationBpc);
        console.say(String.format(Locale.ROOT, "%nIt writes:%n"));
        console.say(sample.indent(4));
        console.say("Files:");
        console.say("  " + files.model());
        console.say("  " + files.metrics());
        if (hasChart) {
            console.say("  " + files.chart());
        }
        console.say(String.format(Locale.ROOT, "More text: ./gru4j generate --model %s", files.directory()));
    }

    private static void row(Console console, String name, double bits) {
        console.say(String.format(Locale.ROOT, "  %-22s %6.3f", name, bits));
    }
}
