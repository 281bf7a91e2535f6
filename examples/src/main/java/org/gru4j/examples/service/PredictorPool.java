package org.gru4j.examples.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.gru4j.layer.Predictor;
import org.gru4j.layer.Sequential;

/** A model, and as many predictors of it as requests are computed at once: a predictor serves one thread at a time. */
final class PredictorPool implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Sequential model;
    private final SequencesReader reader;
    private final List<Predictor> all = new ArrayList<>();
    private final BlockingQueue<Predictor> idle = new LinkedBlockingQueue<>();

    PredictorPool(Sequential model, int count) {
        this.model = model;
        this.reader = new SequencesReader(model.spec());
        for (int k = 0; k < count; k++) {
            all.add(new Predictor(model));
        }
        idle.addAll(all);
    }

    /** What the model reads and emits, and the backend that computes it. */
    JsonNode describe() {
        ObjectNode description = JSON.createObjectNode();
        description.put("backend", model.backend().name());
        description.put(reader.readsIds() ? "vocabulary" : "features", reader.inputs());
        return description.put("outputs", model.spec().outputFeatures());
    }

    /**
     * @param body {@code {"sequences": [N][T_n][I]}}, or {@code [N][T_n]} of token ids
     * @return {@code {"predictions": [N][T_n][O]}}
     */
    JsonNode predict(byte[] body) throws RequestException {
        JsonNode sequences = reader.parse(body);
        float[][][] predictions;
        if (reader.readsIds()) {
            int[][] ids = reader.ids(sequences);
            predictions = borrow(predictor -> predictor.predict(ids));
        } else {
            float[][][] features = reader.features(sequences);
            predictions = borrow(predictor -> predictor.predict(features));
        }
        return JSON.createObjectNode().set("predictions", JSON.valueToTree(predictions));
    }

    @FunctionalInterface
    private interface Use {
        float[][][] apply(Predictor predictor);
    }

    private float[][][] borrow(Use use) {
        Predictor predictor = take();
        try {
            return use.apply(predictor);
        } finally {
            idle.add(predictor);
        }
    }

    private Predictor take() {
        try {
            return idle.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while all predictors were busy", e);
        }
    }

    /** Closes each predictor once it is idle. */
    @Override
    public void close() {
        for (int k = 0; k < all.size(); k++) {
            take().close();
        }
    }
}
