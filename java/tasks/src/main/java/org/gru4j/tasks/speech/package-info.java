/**
 * The speech task: recognition of single spoken words. Contains WAV files and recordings in one folder per word,
 * log-mel features, a split by speakers, synthetic words for use without recordings, models and confusion matrices.
 * Continuous speech is out of scope.
 */
@NullMarked
package org.gru4j.tasks.speech;

import org.jspecify.annotations.NullMarked;
