/**
 * The tasks that gru4j can train, and {@link org.gru4j.tasks.SavedModel}, which uses trained models. Each task has its
 * own package with readers, settings, model, baselines and predictions. Code that all tasks share is in
 * {@link org.gru4j.tasks.run} (training runs), {@link org.gru4j.tasks.data} and {@link org.gru4j.tasks.output}. The
 * command line itself is in the module {@code gru4j-cli}.
 *
 * <p>Error messages about settings use the names of the command line's options:
 * {@code --hidden: expected a positive number}.
 */
@NullMarked
package org.gru4j.tasks;

import org.jspecify.annotations.NullMarked;
