package org.gru4j.decode;

import org.gru4j.argument.Arguments;

/**
 * How tokens are drawn at random. Immutable.
 *
 * @param temperature the divisor of the scores: below 1 makes likely tokens more likely, above 1 gives more variety
 * @param topK only the k most probable tokens are drawn; 0 for all
 * @param topP only the smallest set of most probable tokens whose total probability reaches this value is drawn
 *     (Holtzman et al., arXiv 1904.09751); 1 for all
 * @param seed the same seed draws the same tokens
 */
public record Sampling(double temperature, int topK, double topP, long seed) {
    public Sampling {
        Arguments.requireFinitePositive("temperature", temperature);
        Arguments.requireNotNegative("topK", topK);
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("topP: expected a number above 0, at most 1, but got " + topP);
        }
    }

    /** Samples from all tokens, at this temperature. */
    public static Sampling temperature(double temperature, long seed) {
        return new Sampling(temperature, 0, 1, seed);
    }
}
