package org.gru4j.examples.dates;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.data.Batch;
import org.gru4j.decode.Decoding;
import org.gru4j.decode.TokenLimits;
import org.gru4j.layer.Pass;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Node;
import org.gru4j.model.SequenceDecoder;
import org.gru4j.model.Sequential;
import org.gru4j.tensor.Tensor;

/**
 * Translates written dates into ISO dates, character by character, with a model that it does not own. Not thread-safe.
 */
public final class DateTranslator implements AutoCloseable {
    /** The input with the written date. */
    static final String WRITTEN = "written";
    /** The input with the characters of the ISO date before those that are predicted. */
    static final String BEFORE = "before";
    /** The output: scores of the next character of the ISO date. */
    static final String NEXT = "next";

    private static final String ATTENTION = "attention";
    private static final int EMBEDDING = 32;
    private static final int ROWS = 500;
    private static final TokenLimits LIMITS =
            new TokenLimits(Alphabet.ISO.start(), Alphabet.ISO.end(), DateBatches.ISO_STEPS);

    private final Sequential model;
    private final SequenceDecoder decoder;

    /** Makes a translator of a model of {@link #spec}. */
    public DateTranslator(Sequential model) {
        this.model = model;
        decoder = new SequenceDecoder(model, BEFORE, NEXT);
    }

    /**
     * Describes the model: a bidirectional encoder of the written date, and a decoder that starts from its states.
     *
     * @param units H of each direction of the encoder; the decoder has twice as many
     * @param attention whether the decoder also attends to the encoder; otherwise the states are all that it knows
     */
    public static ModelSpec spec(int units, boolean attention) {
        return ModelSpec.graph(g -> {
            Node encoder = g.tokens(WRITTEN, Alphabet.WRITTEN.size())
                    .embedding(EMBEDDING)
                    .gru(units, gru -> gru.bidirectional());
            Node decoder = g.tokens(BEFORE, Alphabet.ISO.size())
                    .embedding(EMBEDDING)
                    .gru(2 * units)
                    .startingFrom(encoder.states());
            Node read = attention ? decoder.concat(decoder.attention(encoder).named(ATTENTION)) : decoder;
            g.output(NEXT, read.dense(Alphabet.ISO.size()));
        });
    }

    /**
     * Translates dates, taking the most probable character at each step.
     *
     * @throws IllegalArgumentException if a date has a character that no written form has
     */
    public List<String> translate(List<String> written) {
        List<String> translations = new ArrayList<>();
        for (int from = 0; from < written.size(); from += ROWS) {
            List<String> some = written.subList(from, Math.min(from + ROWS, written.size()));
            int[][] found = Decoding.greedy(decoder, source(some), some.size(), LIMITS);
            for (int[] ids : found) {
                translations.add(text(ids));
            }
        }
        return translations;
    }

    /** A model that has learned little may emit the start, which is no character. */
    private static String text(int[] ids) {
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            text.append(id == Alphabet.ISO.start() ? "?" : Alphabet.ISO.text(id));
        }
        return text.toString();
    }

    /** The share of dates whose translation is right in every character. */
    public double exactMatches(List<WrittenDate> dates) {
        List<String> translations =
                translate(dates.stream().map(WrittenDate::written).toList());
        int exact = 0;
        for (int n = 0; n < dates.size(); n++) {
            exact += translations.get(n).equals(dates.get(n).iso()) ? 1 : 0;
        }
        return (double) exact / dates.size();
    }

    private static Batch source(List<String> written) {
        int size = written.size();
        int steps = written.stream().mapToInt(String::length).max().orElse(0);
        Batch source = Batch.ofIds(Math.max(1, steps), size);
        int[] lengths = new int[size];
        for (int n = 0; n < size; n++) {
            lengths[n] = DateBatches.put(Alphabet.WRITTEN.ids(written.get(n)), source.ids(), size, n);
        }
        return Batch.ofParts(1, size).withInput(WRITTEN, source.lengths(lengths));
    }

    /**
     * The weights of the attention while the model writes a translation.
     *
     * @param iso what it writes
     * @return [character of {@code iso}][character of {@code written}]
     */
    public float[][] attention(String written, String iso) {
        int[] ids = Alphabet.ISO.ids(iso);
        Batch before = Batch.ofIds(ids.length, 1);
        before.ids()[0] = Alphabet.ISO.start();
        System.arraycopy(ids, 0, before.ids(), 1, ids.length - 1);
        float[][] weights = new float[iso.length()][written.length()];
        try (Pass pass = Pass.inference(model.backend())) {
            pass.begin(null);
            model.forward(pass, source(List.of(written)).withInput(BEFORE, before), null);
            Tensor a = model.attentionWeights(pass, ATTENTION);
            for (int t = 0; t < weights.length; t++) {
                a.read(t * written.length(), weights[t], 0, written.length());
            }
        }
        return weights;
    }

    @Override
    public void close() {
        decoder.close();
    }
}
