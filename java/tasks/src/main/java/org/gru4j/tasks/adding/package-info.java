/**
 * The adding problem, a synthetic test of long memory: sequences, settings, model and training. Nothing is read from
 * files.
 */
@NullMarked
package org.gru4j.tasks.adding;

import org.jspecify.annotations.NullMarked;
