/**
 * The tasks that models are trained for, and saved models in use. Each task has a package: how its data is read, its
 * settings, its model, its scores beside baselines, what it predicts or writes. {@link org.gru4j.tasks.run} is what they
 * have in common.
 */
package org.gru4j.tasks;
