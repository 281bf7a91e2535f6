/**
 * What all tasks have in common: a plan, the training run with its checkpoints and files, the use of a saved model, and
 * who hears of it.
 */
@NullMarked
package org.gru4j.tasks.run;

import org.jspecify.annotations.NullMarked;
