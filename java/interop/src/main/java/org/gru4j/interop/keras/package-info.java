/**
 * Reads models of Keras 3 from {@code .keras} archives and {@code .weights.h5} files. Nothing is written. The format
 * HDF5 itself is read by {@code org.gru4j.interop.hdf5}.
 *
 * <p>The layout follows the source of keras-team/keras. {@code src/saving/saving_lib.py} defines where the variables of
 * a layer are; {@code src/layers/rnn/gru.py}, {@code lstm.py} and {@code simple_rnn.py} define what they are: a kernel
 * [I,G·H], a recurrent kernel [H,G·H] and a bias [G·H]. The gates are blocks of columns: z, r, h of GRUs and i, f, c, o
 * of LSTMs. z is gru4j's u, h is o and c is g, so these arrays are gru4j's W [I,G,H], U [H,G,H] and b [G,H], number for
 * number. A GRU with {@code reset_after} has two biases, one for the input and one for the state, together [2,3H]; for
 * z and r only their sum counts.
 */
@NullMarked
package org.gru4j.interop.keras;

import org.jspecify.annotations.NullMarked;
