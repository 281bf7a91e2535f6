/**
 * The text task: character-level language models. Contains the corpus and its reader, the vocabulary, training, n-gram
 * baselines, generation, and pictures of the gates. Tokens are single characters; there are no word or subword tokens.
 */
@NullMarked
package org.gru4j.tasks.text;

import org.jspecify.annotations.NullMarked;
