package org.gru4j.decode;

/**
 * A sequence found by a beam search.
 *
 * @param tokens without start and end tokens
 * @param logProbability the natural logarithm of the probability; includes the end token if there is one
 * @param score the value that hypotheses are ranked by
 */
public record Hypothesis(int[] tokens, double logProbability, double score) {}
