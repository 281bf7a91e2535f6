package org.gru4j.examples.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Supplier;
import org.gru4j.model.ModelLease;
import org.gru4j.model.ModelRef;
import org.gru4j.model.Sequential;

/**
 * The model that answers requests. It can be replaced while requests are running: each request leases the current model
 * and a predictor, and a replaced model is closed after the last request that leased it.
 */
final class ServedModel implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ServedModel.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Supplier<Sequential> loader;
    private final ModelRef ref;

    /** @param loader loads the model, now and for each {@link #reload} */
    ServedModel(Supplier<Sequential> loader) {
        this.loader = loader;
        this.ref = new ModelRef(loader.get());
    }

    /** Returns the sizes of the model's inputs and outputs, and its backend. */
    JsonNode describe() {
        try (ModelLease lease = ref.lease()) {
            return describe(lease.model());
        }
    }

    private static JsonNode describe(Sequential model) {
        SequencesReader reader = new SequencesReader(model.spec());
        ObjectNode description = JSON.createObjectNode();
        description.put("backend", model.backend().name());
        description.put(reader.readsIds() ? "vocabulary" : "features", reader.inputs());
        return description.put("outputs", model.spec().outputFeatures());
    }

    /**
     * Loads the model again and uses it for the following requests.
     *
     * @return the description of the new model, as in {@link #describe}
     * @throws RequestException if the model can't be loaded; the previous model stays in use
     */
    JsonNode reload() throws RequestException {
        try {
            Sequential next = loader.get();
            JsonNode description = describe(next);
            ref.swap(next);
            return description;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the model was not replaced", e);
            throw new RequestException(RequestException.CONFLICT, "the model was not replaced: " + e.getMessage());
        }
    }

    /**
     * Computes the predictions for a request.
     *
     * @param body {@code {"sequences": [N][T_n][I]}}, or {@code [N][T_n]} of token ids
     * @return {@code {"predictions": [N][T_n][O]}}
     */
    JsonNode predict(byte[] body) throws RequestException {
        try (ModelLease lease = ref.lease()) {
            SequencesReader reader = new SequencesReader(lease.model().spec());
            JsonNode sequences = reader.parse(body);
            float[][][] predictions = reader.readsIds()
                    ? lease.predictor().predict(reader.ids(sequences))
                    : lease.predictor().predict(reader.features(sequences));
            return JSON.createObjectNode().set("predictions", JSON.valueToTree(predictions));
        }
    }

    /** Closes the model after the last request that uses it. */
    @Override
    public void close() {
        ref.close();
    }
}
