/**
 * Generates sequences of tokens from a model's scores: {@link org.gru4j.decode.Decoding} greedily, by sampling, or by beam
 * search. {@link org.gru4j.model.SequenceDecoder} runs the model.
 */
@NullMarked
package org.gru4j.decode;

import org.jspecify.annotations.NullMarked;
