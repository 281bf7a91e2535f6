/**
 * Training runs and the use of saved models, shared by all tasks. A {@link org.gru4j.tasks.run.RunRequest} becomes a
 * checked {@link org.gru4j.tasks.run.RunPlan}, which a {@link org.gru4j.tasks.run.TaskRun} executes; it reports to a
 * {@link org.gru4j.tasks.run.RunListener} and writes checkpoints and metrics. What is specific to one task (its reader,
 * model and scores) is in the package of that task.
 */
@NullMarked
package org.gru4j.tasks.run;

import org.jspecify.annotations.NullMarked;
