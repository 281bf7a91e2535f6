/**
 * The tasks that models are trained for, and saved models in use. Each task has a package with its readers, settings,
 * model, baselines and predictions; {@link org.gru4j.tasks.run} is what they have in common.
 *
 * <p>Messages about settings name the options of the command line: {@code --hidden: expected a positive number}.
 */
@NullMarked
package org.gru4j.tasks;

import org.jspecify.annotations.NullMarked;
