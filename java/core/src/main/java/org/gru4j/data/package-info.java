/**
 * Batches and data sets: how sequences are cut, padded, ordered and handed to a training. Readers of files and of the
 * six tasks' data are in the module for tasks. Tensors and arrays of sequences are converted in
 * {@link org.gru4j.tensor}.
 */
@NullMarked
package org.gru4j.data;

import org.jspecify.annotations.NullMarked;
