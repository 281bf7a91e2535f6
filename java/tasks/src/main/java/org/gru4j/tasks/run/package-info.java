/**
 * What all tasks have in common: a plan, the training run with its checkpoints and files, the use of a saved model, and
 * who hears of it.
 */
package org.gru4j.tasks.run;
