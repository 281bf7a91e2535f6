/**
 * Checkpoints: a model, alone or with everything that its training needs to continue, in a safetensors file. The file
 * format itself is in {@link org.gru4j.safetensors}. What to save and when is decided in {@link org.gru4j.train} and by
 * programs.
 */
@NullMarked
package org.gru4j.checkpoint;

import org.jspecify.annotations.NullMarked;
