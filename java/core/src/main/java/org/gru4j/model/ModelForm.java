package org.gru4j.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.gru4j.layer.LayerSpec;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of a model: the layers of a chain, or the inputs, nodes and outputs of any other graph.
 *
 * @param layers null unless the model is a chain
 * @param inputs null for a chain, like nodes and outputs
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ModelForm(
        @Nullable List<LayerSpec> layers,
        @Nullable List<ModelInput> inputs,
        @Nullable List<ModelNode> nodes,
        @Nullable List<ModelOutput> outputs) {
    static ModelForm of(ModelSpec spec) {
        return spec.isChain()
                ? new ModelForm(spec.layers(), null, null, null)
                : new ModelForm(null, spec.inputs(), spec.nodes(), spec.outputs());
    }

    /** @throws IllegalArgumentException if this is neither a chain nor a graph, or describes no valid model */
    ModelSpec toSpec() {
        if (layers != null && inputs == null && nodes == null && outputs == null) {
            return new ModelSpec(layers);
        }
        if (layers == null && inputs != null && nodes != null && outputs != null) {
            return new ModelSpec(inputs, nodes, outputs);
        }
        throw new IllegalArgumentException("model: expected either layers, or inputs, nodes and outputs");
    }
}
