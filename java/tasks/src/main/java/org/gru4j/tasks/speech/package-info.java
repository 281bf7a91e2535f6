/**
 * Spoken words: recordings in one folder per word, log-mel frames, a split that keeps speakers apart, words synthesised
 * where there are no recordings, confusion matrix.
 */
@NullMarked
package org.gru4j.tasks.speech;

import org.jspecify.annotations.NullMarked;
