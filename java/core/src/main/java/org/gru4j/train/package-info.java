/**
 * The training loop: gradients of batches, the trainer that calls the optimizer, budgets, validation, early stopping
 * and metrics. {@link org.gru4j.train.Trainer} is the entry point.
 *
 * <p>Optimizers and learning-rate schedules are elsewhere, in {@link org.gru4j.optim}. Losses are in {@link
 * org.gru4j.loss}, data sets in {@link org.gru4j.data}, and the models that are trained in {@link org.gru4j.model}.
 */
@NullMarked
package org.gru4j.train;

import org.jspecify.annotations.NullMarked;
