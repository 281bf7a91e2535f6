/** A character-level language model: corpus, vocabulary, training run, baselines, generation. */
package org.gru4j.tasks.text;
