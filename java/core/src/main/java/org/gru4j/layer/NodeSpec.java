package org.gru4j.layer;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.annotation.JsonTypeIdResolver;

/**
 * What a node of a model computes, described apart from its parameters, so that it can be written into a checkpoint: a
 * {@link LayerSpec} reads one node or input, a {@link JoinSpec} several. Immutable.
 *
 * <p>Programs can add their own: a record that implements one of the two, whose components have a JSON form, and the
 * {@link Layer} or {@link Join} that it creates. With a name from {@link LayerSpecs#register} it is saved and loaded with
 * the model.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, property = "layer")
@JsonTypeIdResolver(LayerNames.class)
public interface NodeSpec {
    /** The word in lower case that nodes of this kind are named after: {@code gru}, and the second of them {@code gru2}. */
    String kind();

    /** Whether it turns all steps of a sequence into a single one: [T,N,I] → [1,N,O]. */
    default boolean emitsOneStep() {
        return false;
    }

    /**
     * Whether a stream can run it: its output at a step depends on no later step, and on earlier ones by its state
     * alone.
     */
    default boolean runsStepByStep() {
        return !emitsOneStep();
    }

    /** Whether it has parameters. A model needs some. */
    default boolean hasParameters() {
        return true;
    }

    /**
     * Declares its parameters, in the order of the slab; nothing if it has none.
     *
     * @param name of the node in its model: what its parameters' names begin with
     */
    default void declare(Parameters.Layout layout, String name) {}
}
