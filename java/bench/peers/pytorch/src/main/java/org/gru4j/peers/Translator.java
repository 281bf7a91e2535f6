package org.gru4j.peers;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.gru4j.measure.GruShape;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Node;
import org.gru4j.random.CounterRandom;

/**
 * An encoder–decoder with attention, and what it is trained with, the same for everybody. The decoder starts from the
 * encoder's final states; its outputs and the contexts of a scaled dot-product attention to the encoder's go into a dense
 * layer of {@value #TOKENS} classes. All sequences are full.
 */
record Translator(GruShape shape) {
    /** Of the source, of the target, and classes. */
    static final int TOKENS = 1_000;

    static final double RATE = 1e-3;
    /** The system property that is true if a step also updates the parameters, by Adam. */
    static final String UPDATE = "translator.update";

    static boolean updates() {
        return Boolean.getBoolean(UPDATE);
    }

    ModelSpec spec() {
        return ModelSpec.graph(g -> {
            Node encoder = g.tokens("source", TOKENS).embedding(shape.inputs()).gru(shape.hidden());
            Node decoder = g.tokens("target", TOKENS)
                    .embedding(shape.inputs())
                    .gru(shape.hidden())
                    .startingFrom(encoder.states());
            g.output("next", decoder.concat(decoder.attention(encoder)).dense(TOKENS));
        });
    }

    /** The parameters under gru4j's names: embeddings in ±√3, of variance 1; others in ±1/√H. */
    Map<String, float[]> parameters() {
        Map<String, float[]> values = new LinkedHashMap<>();
        spec().layout().shapes().forEach((name, size) -> {
            double bound = name.startsWith("embedding") ? Math.sqrt(3) : 1 / Math.sqrt(shape.hidden());
            CounterRandom random = new CounterRandom(name.hashCode(), 0, 3);
            float[] numbers = new float[size.size()];
            for (int k = 0; k < numbers.length; k++) {
                numbers[k] = (float) (bound * (2 * random.uniform(k) - 1));
            }
            values.put(name, numbers);
        });
        return values;
    }

    /** [T,N] of "source", "target" or "next". */
    int[] tokens(String what) {
        CounterRandom random = new CounterRandom(what.hashCode(), 0, 3);
        int[] tokens = new int[shape.steps() * shape.batch()];
        for (int k = 0; k < tokens.length; k++) {
            tokens[k] = (int) (random.uniform(k) * TOKENS);
        }
        return tokens;
    }

    /** All gradients one after the other, in the order of their names. */
    static float[] concatenated(Map<String, float[]> gradients) {
        int size = 0;
        for (float[] gradient : gradients.values()) {
            size += gradient.length;
        }
        float[] all = new float[size];
        int at = 0;
        for (float[] gradient : new TreeMap<>(gradients).values()) {
            System.arraycopy(gradient, 0, all, at, gradient.length);
            at += gradient.length;
        }
        return all;
    }
}
