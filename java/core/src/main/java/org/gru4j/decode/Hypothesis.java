package org.gru4j.decode;

/**
 * A sequence that was found.
 *
 * @param tokens without the start and the end token
 * @param logProbability natural logarithm, of the end token too if there is one
 * @param score what hypotheses are ranked by
 */
public record Hypothesis(int[] tokens, double logProbability, double score) {}
