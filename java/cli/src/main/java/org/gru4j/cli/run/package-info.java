/** What all trainings of the program have in common: plan, run, progress, checkpoints, files. */
package org.gru4j.cli.run;
