package org.gru4j.tasks.text;

import java.util.function.IntConsumer;
import org.gru4j.model.SequenceStream;
import org.gru4j.model.Sequential;
import org.gru4j.random.CounterRandom;

/**
 * Generates text character by character. Each is drawn from the model's prediction; the recurrent state carries the
 * memory of all previous characters.
 */
final class TextGenerator implements AutoCloseable {
    /** Reads a text character by character, and predicts the next one after each. */
    interface Reader extends AutoCloseable {
        /** Resets the state. */
        void reset();

        /**
         * Reads a character.
         *
         * @param logits [V] receives the prediction for the next one
         */
        void step(int id, float[] logits);

        @Override
        void close();
    }

    /** A reader that keeps its state in a sequence stream. */
    private record StreamReader(SequenceStream stream) implements Reader {
        @Override
        public void reset() {
            stream.reset();
        }

        @Override
        public void step(int id, float[] logits) {
            stream.step(id, logits);
        }

        @Override
        public void close() {
            stream.close();
        }
    }

    /** Distinguishes these random numbers from others of the same seed. */
    private static final long PLACE = 0x67656e;

    private final Vocabulary vocabulary;
    private final Reader reader;
    private final float[] logits;
    private final double[] weights;

    /**
     * Creates a generator.
     *
     * @param model not closed here
     */
    TextGenerator(Sequential model, Vocabulary vocabulary) {
        this(new StreamReader(model.newStream()), vocabulary);
    }

    /**
     * Creates a generator that uses the given reader.
     *
     * @param reader closed with this object
     */
    TextGenerator(Reader reader, Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.reader = reader;
        logits = new float[vocabulary.size()];
        weights = new double[vocabulary.size()];
    }

    /**
     * Generates a continuation of a prompt. The same seed gives the same text.
     *
     * @param prompt the text to continue; if empty, the text begins as after a line end
     * @param temperature 0 always picks the likeliest character, 1 uses the model's probabilities, higher values are
     *     more random
     * @param out receives each generated character, without the prompt
     * @throws IllegalArgumentException if the prompt has characters that the model does not know
     */
    void generate(String prompt, int length, double temperature, long seed, IntConsumer out) {
        if (length < 0 || !(temperature >= 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "expected a length and a temperature of 0 or more but got " + length + " and " + temperature);
        }
        vocabulary.requireKnown("prompt", prompt);
        CounterRandom random = new CounterRandom(seed, 0, PLACE);
        reader.reset();
        int[] ids = prompt.isEmpty() ? new int[] {vocabulary.id('\n')} : vocabulary.encode(prompt);
        for (int id : ids) {
            read(id);
        }
        for (int k = 0; k < length; k++) {
            int id = temperature == 0 ? likeliest() : draw(temperature, random.uniform(k));
            out.accept(vocabulary.character(id));
            read(id);
        }
    }

    /** Feeds one character to the model. */
    private void read(int id) {
        reader.step(id, logits);
        logits[Vocabulary.UNKNOWN] = Float.NEGATIVE_INFINITY;
    }

    private int likeliest() {
        int best = 1;
        for (int j = 2; j < logits.length; j++) {
            if (logits[j] > logits[best]) {
                best = j;
            }
        }
        return best;
    }

    /** Returns the id at which the cumulative sum of softmax(logits ÷ temperature) exceeds {@code uniform}. */
    private int draw(double temperature, double uniform) {
        double max = logits[likeliest()];
        double sum = 0;
        for (int j = 0; j < logits.length; j++) {
            weights[j] = Math.exp((logits[j] - max) / temperature);
            sum += weights[j];
        }
        double rest = uniform * sum;
        for (int j = 1; j < logits.length; j++) {
            rest -= weights[j];
            if (rest < 0) {
                return j;
            }
        }
        return likeliest();
    }

    @Override
    public void close() {
        reader.close();
    }
}
