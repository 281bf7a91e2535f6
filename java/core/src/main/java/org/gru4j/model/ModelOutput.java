package org.gru4j.model;

/**
 * A named output of a model. Immutable.
 *
 * @param name the name of the output in batches and losses
 * @param node the name of the node whose values it emits
 */
public record ModelOutput(String name, String node) {
    public ModelOutput {
        ModelNode.requireName("output", name);
    }
}
