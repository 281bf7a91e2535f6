/**
 * Models of Keras 3, from its {@code .keras} archives and {@code .weights.h5} files.
 *
 * <p>The layout is that of keras-team/keras: {@code src/saving/saving_lib.py} says where a layer's variables are, and
 * {@code src/layers/rnn/gru.py}, {@code lstm.py} and {@code simple_rnn.py} what they are: a kernel [I,G·H], a recurrent
 * kernel [H,G·H] and a bias [G·H], gates z, r, h of GRUs and i, f, c, o of LSTMs side by side. Since z is our u, h our
 * o and c our g, these are our W [I,G,H], U [H,G,H] and b [G,H], number for number. A GRU with {@code reset_after} has
 * a bias [2,3H], the input's and the state's, of which for z and r only the sum counts.
 */
@NullMarked
package org.gru4j.interop.keras;

import org.jspecify.annotations.NullMarked;
