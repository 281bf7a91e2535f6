package org.gru4j.decode;

import org.gru4j.argument.Arguments;

/**
 * Where generated sequences begin and end. Immutable.
 *
 * @param start the token that the model reads first; not part of the generated sequence
 * @param end the token that ends a sequence; not part of it either. Negative if there is none
 * @param maxSteps the maximum number of tokens
 */
public record TokenLimits(int start, int end, int maxSteps) {
    public TokenLimits {
        Arguments.requireNotNegative("start token", start);
        Arguments.requirePositive("maxSteps", maxSteps);
    }
}
