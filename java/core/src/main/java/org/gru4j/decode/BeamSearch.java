package org.gru4j.decode;

import org.gru4j.argument.Arguments;

/**
 * The settings of a beam search for the most probable sequences. Immutable.
 *
 * @param width the number of continuations of each sequence that are kept at each step
 * @param lengthPenalty α of the score log P ÷ ((5 + length) ÷ 6)^α by which finished sequences are compared (Wu et al.,
 *     arXiv 1609.08144, section 7). With 0, the score is the log-probability itself, which favours short sequences
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
