package org.gru4j.layer;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.annotation.JsonTypeIdResolver;

/**
 * The spec of a node of a model, without its parameters, so that it can be saved in a checkpoint. A {@link LayerSpec}
 * reads one node or input, a {@link JoinSpec} several. Immutable.
 *
 * <p>Programs can add custom nodes. A custom node is a record that implements one of the two, with components that have
 * a JSON form, and a {@link Layer} or {@link Join} that it creates. It is saved and loaded with the model once it has a
 * name from {@link LayerSpecs#register}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, property = "layer")
@JsonTypeIdResolver(LayerNames.class)
public interface NodeSpec {
    /**
     * Returns the kind as a word in lower case. Nodes are named after it: {@code gru}, and the second one {@code gru2}.
     */
    String kind();

    /** Returns whether it combines all steps of a sequence into a single one: [T,N,I] → [1,N,O]. */
    default boolean emitsOneStep() {
        return false;
    }

    /**
     * Returns whether a stream can run it: its output at a step does not depend on later steps, and depends on earlier
     * steps only through its state.
     */
    default boolean runsStepByStep() {
        return !emitsOneStep();
    }

    /** Returns whether it has parameters. A model needs at least one node with parameters. */
    default boolean hasParameters() {
        return true;
    }

    /**
     * Declares its parameters, in the order of the slab. Does nothing if it has none.
     *
     * @param name of the node in its model; the prefix of its parameters' names
     */
    default void declare(Parameters.Layout layout, String name) {}
}
