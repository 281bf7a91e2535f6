package org.gru4j.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.gru4j.argument.Arguments;

/**
 * A named input of a model. Immutable.
 *
 * @param name the name of the input in batches
 * @param tokens V, for token ids from 0 to V−1; 0 for features
 * @param features I, the number of features at each step; 0 for token ids
 * @param perSequence whether there is a single step for each sequence, [1,N,I]; otherwise the input has its own steps
 *     and lengths
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record ModelInput(String name, int tokens, int features, boolean perSequence) {
    /**
     * @throws IllegalArgumentException if the name is empty, or not exactly one of {@code tokens} and {@code features}
     *     is positive
     */
    public ModelInput {
        ModelNode.requireName("input", name);
        Arguments.requireNotNegative("tokens of input '" + name + "'", tokens);
        Arguments.requireNotNegative("features of input '" + name + "'", features);
        if ((tokens == 0) == (features == 0)) {
            throw new IllegalArgumentException("input '" + name + "': expected either tokens or features but got "
                    + tokens + " tokens and " + features + " features");
        }
    }

    /** An input of token ids from 0 to {@code count} − 1, one for each step. */
    public static ModelInput tokens(String name, int count) {
        return new ModelInput(name, count, 0, false);
    }

    /** An input of {@code count} features at each step. */
    public static ModelInput features(String name, int count) {
        return new ModelInput(name, 0, count, false);
    }

    /** An input of {@code count} features for each sequence. */
    public static ModelInput featuresPerSequence(String name, int count) {
        return new ModelInput(name, 0, count, true);
    }

    /** Returns whether this is an input of token ids. */
    boolean isTokens() {
        return tokens > 0;
    }
}
