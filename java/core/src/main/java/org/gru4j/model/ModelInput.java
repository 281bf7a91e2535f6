package org.gru4j.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.gru4j.argument.Arguments;

/**
 * An input of a model, by name. Immutable.
 *
 * @param name what batches call it
 * @param tokens V, of token ids from 0 to V−1; 0 if it is features
 * @param features I, the features at each step; 0 if it is token ids
 * @param perSequence whether there is a single step for each sequence, [1,N,I]; otherwise it has steps and lengths of
 *     its own
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record ModelInput(String name, int tokens, int features, boolean perSequence) {
    /** @throws IllegalArgumentException if the name is empty, or it is not exactly one of token ids and features */
    public ModelInput {
        ModelNode.requireName("input", name);
        Arguments.requireNotNegative("tokens of input '" + name + "'", tokens);
        Arguments.requireNotNegative("features of input '" + name + "'", features);
        if ((tokens == 0) == (features == 0)) {
            throw new IllegalArgumentException("input '" + name + "': expected either tokens or features but got "
                    + tokens + " tokens and " + features + " features");
        }
    }

    /** Token ids from 0 to {@code count} − 1, one for each step. */
    public static ModelInput tokens(String name, int count) {
        return new ModelInput(name, count, 0, false);
    }

    /** Features at each step. */
    public static ModelInput features(String name, int count) {
        return new ModelInput(name, 0, count, false);
    }

    /** Features of whole sequences. */
    public static ModelInput featuresPerSequence(String name, int count) {
        return new ModelInput(name, 0, count, true);
    }

    /** Whether it is token ids. */
    boolean isTokens() {
        return tokens > 0;
    }
}
