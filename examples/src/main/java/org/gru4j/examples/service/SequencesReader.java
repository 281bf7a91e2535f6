package org.gru4j.examples.service;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Locale;
import org.gru4j.layer.EmbeddingLayer;
import org.gru4j.model.ModelSpec;

/**
 * Reads the sequences of a request. Every error has the position in the JSON, what was expected, and what the request
 * contains.
 */
final class SequencesReader {
    /** The most steps of a request: the number of sequences, multiplied by the steps of the longest one. */
    static final int MAX_STEPS = 1 << 16;

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final String NAME = "sequences";

    private final boolean readsIds;
    private final int inputs;

    SequencesReader(ModelSpec spec) {
        readsIds = spec.layers().get(0) instanceof EmbeddingLayer;
        inputs = spec.layers().get(0) instanceof EmbeddingLayer embedding
                ? embedding.vocabularySize()
                : spec.inputFeatures();
    }

    /** Returns whether the model reads token ids instead of features. */
    boolean readsIds() {
        return readsIds;
    }

    /** Returns the number of features of a step; the size of the vocabulary if the model reads token ids. */
    int inputs() {
        return inputs;
    }

    /** Returns the sequences of a request: an array of arrays, with no more steps than allowed. */
    JsonNode parse(byte[] body) throws RequestException {
        JsonNode root;
        try {
            root = JSON.readTree(body);
        } catch (IOException e) {
            throw bad("body: expected JSON: " + e.getMessage());
        }
        JsonNode sequences = requireArray(root.path(NAME), NAME);
        long longest = 0;
        for (int n = 0; n < sequences.size(); n++) {
            longest = Math.max(
                    longest, requireArray(sequences.get(n), at(NAME, n)).size());
        }
        if (sequences.size() * Math.max(longest, 1) > MAX_STEPS) {
            throw new RequestException(
                    RequestException.TOO_LARGE,
                    NAME + ": expected at most " + MAX_STEPS + " steps, but " + sequences.size() + " of up to "
                            + longest + " steps came");
        }
        return sequences;
    }

    /** Returns the features [N][T_n][I]. */
    float[][][] features(JsonNode sequences) throws RequestException {
        float[][][] features = new float[sequences.size()][][];
        for (int n = 0; n < features.length; n++) {
            features[n] = new float[sequences.get(n).size()][];
            for (int t = 0; t < features[n].length; t++) {
                features[n][t] = step(sequences.get(n).get(t), at(at(NAME, n), t));
            }
        }
        return features;
    }

    private float[] step(JsonNode node, String place) throws RequestException {
        if (requireArray(node, place).size() != inputs) {
            throw bad(place + ": expected " + inputs + " features but got " + node.size());
        }
        float[] step = new float[inputs];
        for (int i = 0; i < inputs; i++) {
            step[i] = node.get(i).floatValue();
            if (!node.get(i).isNumber() || !Float.isFinite(step[i])) {
                throw bad(at(place, i) + ": expected a number of 32 bits but got " + shortly(node.get(i)));
            }
        }
        return step;
    }

    /** Returns the token ids [N][T_n]. */
    int[][] ids(JsonNode sequences) throws RequestException {
        int[][] ids = new int[sequences.size()][];
        for (int n = 0; n < ids.length; n++) {
            ids[n] = new int[sequences.get(n).size()];
            for (int t = 0; t < ids[n].length; t++) {
                ids[n][t] = id(sequences.get(n).get(t), at(at(NAME, n), t));
            }
        }
        return ids;
    }

    private int id(JsonNode node, String place) throws RequestException {
        if (!node.isInt() || node.intValue() < 0 || node.intValue() >= inputs) {
            throw bad(place + ": expected a token id from 0 to " + (inputs - 1) + " but got " + shortly(node));
        }
        return node.intValue();
    }

    private static JsonNode requireArray(JsonNode node, String place) throws RequestException {
        if (!node.isArray()) {
            throw bad(place + ": expected an array but got " + (node.isMissingNode() ? "nothing" : shortly(node)));
        }
        return node;
    }

    private static String at(String place, int index) {
        return place + "[" + index + "]";
    }

    /** Returns the JSON if it is short, otherwise its type. */
    private static String shortly(JsonNode node) {
        String text = node.toString();
        return text.length() <= 40
                ? text
                : "a long " + node.getNodeType().toString().toLowerCase(Locale.ROOT);
    }

    private static RequestException bad(String message) {
        return new RequestException(RequestException.BAD_REQUEST, message);
    }
}
