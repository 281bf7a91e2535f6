package org.gru4j.decode;

import org.gru4j.argument.Arguments;

/**
 * How the most probable sequences are searched for. Immutable.
 *
 * @param width how many continuations of each sequence are kept at a step
 * @param lengthPenalty α of the score log P ÷ ((5 + length) ÷ 6)^α (Wu et al., arXiv 1609.08144, section 7), by which
 *     finished sequences are compared; 0 for the probability itself, which favours short ones
 */
public record BeamSearch(int width, double lengthPenalty) {
    private static final double OFFSET = 5;

    public BeamSearch {
        Arguments.requirePositive("beam width", width);
        Arguments.requireFiniteNotNegative("lengthPenalty", lengthPenalty);
    }

    double score(double logProbability, int length) {
        return logProbability / Math.pow((OFFSET + length) / (OFFSET + 1), lengthPenalty);
    }
}
