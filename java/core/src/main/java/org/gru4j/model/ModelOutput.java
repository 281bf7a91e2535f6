package org.gru4j.model;

/**
 * An output of a model, by name. Immutable.
 *
 * @param name what batches and losses call it
 * @param node the name of the node that emits it
 */
public record ModelOutput(String name, String node) {
    public ModelOutput {
        ModelNode.requireName("output", name);
    }
}
