package org.gru4j.tasks.text;

import java.util.function.IntConsumer;
import org.gru4j.model.SequenceStream;
import org.gru4j.model.Sequential;
import org.gru4j.random.CounterRandom;

/**
 * Writes text, character after character: each is drawn from what the model expects after all characters before, whose
 * memory is the recurrent state.
 */
final class TextGenerator implements AutoCloseable {
    /** Reads a text, character by character, and says after each what comes next. */
    interface Reader extends AutoCloseable {
        /** Forgets what it has read. */
        void reset();

        /**
         * Reads one more character.
         *
         * @param logits [V] takes what it expects of the next one
         */
        void step(int id, float[] logits);

        @Override
        void close();
    }

    /** A model whose memory is a stream's. */
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

    /** @param model stays the caller's */
    TextGenerator(Sequential model, Vocabulary vocabulary) {
        this(new StreamReader(model.newStream()), vocabulary);
    }

    /** @param reader closed with this */
    TextGenerator(Reader reader, Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.reader = reader;
        logits = new float[vocabulary.size()];
        weights = new double[vocabulary.size()];
    }

    /**
     * Writes a text that goes on from a prompt; the same for the same seed.
     *
     * @param prompt what comes before; if empty, a line begins
     * @param temperature 0 for always the likeliest character; 1 for what the model expects; more for more surprise
     * @param out takes each character written, without the prompt
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

    /** Lets the model read one more character. */
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

    /** The id at which the sum of softmax(logits ÷ temperature) passes {@code uniform}. */
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
