/**
 * Generates token sequences from a model's scores. {@link org.gru4j.decode.Decoding} takes the most probable token at
 * each step (greedy), samples, or runs a beam search:
 *
 * <pre>
 *   try (SequenceDecoder decoder = new SequenceDecoder(model, "target", "next")) {
 *       int[][] sequences = Decoding.greedy(decoder, batchOfSources, n, new TokenLimits(START, END, 50));
 *   }
 * </pre>
 * Running the model step by step is elsewhere, in {@link org.gru4j.model.SequenceDecoder}.
 */
@NullMarked
package org.gru4j.decode;

import org.jspecify.annotations.NullMarked;
