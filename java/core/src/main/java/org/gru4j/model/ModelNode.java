package org.gru4j.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;
import org.gru4j.layer.NodeSpec;
import org.jspecify.annotations.Nullable;

/**
 * A node of a model: what it computes, and which inputs and nodes it reads. Immutable.
 *
 * @param name of the node; the names of its parameters begin with it
 * @param layer what it computes
 * @param reads the names of the inputs and nodes that it reads, in order
 * @param sharing the name of a node with an equal layer, whose parameters this node uses; null for its own parameters
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelNode(
        String name,
        NodeSpec layer,
        List<String> reads,
        @Nullable String sharing) {
    public ModelNode {
        requireName("node", name);
        Objects.requireNonNull(layer, "layer");
        reads = List.copyOf(reads);
        if (reads.isEmpty()) {
            throw new IllegalArgumentException("node '" + name + "': expected at least one input but it reads none");
        }
    }

    /** A node with its own parameters. */
    public ModelNode(String name, NodeSpec layer, List<String> reads) {
        this(name, layer, reads, null);
    }

    /** Returns the prefix of its parameters' names. */
    public String parametersName() {
        return sharing == null ? name : sharing;
    }

    static void requireName(String what, @Nullable String name) {
        if (name == null || name.isBlank() || name.contains(".")) {
            throw new IllegalArgumentException(what + " name: expected a word without dots but got '" + name + "'");
        }
    }
}
