package org.gru4j.decode;

import org.gru4j.argument.Arguments;

/**
 * How tokens are drawn at random. Immutable.
 *
 * @param temperature what scores are divided by: below 1 for likely tokens, above 1 for surprising ones
 * @param topK only the k most probable tokens are drawn; 0 for all
 * @param topP only the most probable tokens are drawn that together have this probability (Holtzman et al., arXiv
 *     1904.09751); 1 for all
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

    /** All tokens, at this temperature. */
    public static Sampling temperature(double temperature, long seed) {
        return new Sampling(temperature, 0, 1, seed);
    }
}
