/** A character-level language model: corpus, vocabulary, training run, baselines, generation. */
@NullMarked
package org.gru4j.tasks.text;

import org.jspecify.annotations.NullMarked;
