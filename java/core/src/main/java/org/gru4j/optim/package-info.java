/**
 * Optimizers, which update the slab of parameters, gradient clipping and noise, and learning-rate schedules. The
 * element-wise arithmetic is elsewhere, in {@link org.gru4j.backend.OptimizerKernel}. The loop that computes gradients
 * and calls an optimizer is in {@link org.gru4j.train}.
 */
@NullMarked
package org.gru4j.optim;

import org.jspecify.annotations.NullMarked;
