/**
 * Losses: each computes a value and its gradient together, averaged over everything that is scored. Softmax
 * cross-entropy itself is a kernel, in {@link org.gru4j.backend.CrossEntropyKernel}. Metrics, which have no gradient,
 * are in {@link org.gru4j.train}.
 */
@NullMarked
package org.gru4j.loss;

import org.jspecify.annotations.NullMarked;
