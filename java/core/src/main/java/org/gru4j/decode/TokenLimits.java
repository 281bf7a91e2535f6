package org.gru4j.decode;

import org.gru4j.argument.Arguments;

/**
 * Where generated sequences begin and end. Immutable.
 *
 * @param start the token that the model reads first; it is no part of what is generated
 * @param end the token that ends a sequence, which is no part of it either; negative for none
 * @param maxSteps tokens at most
 */
public record TokenLimits(int start, int end, int maxSteps) {
    public TokenLimits {
        Arguments.requireNotNegative("start token", start);
        Arguments.requirePositive("maxSteps", maxSteps);
    }
}
