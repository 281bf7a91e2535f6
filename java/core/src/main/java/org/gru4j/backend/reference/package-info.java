/**
 * The reference backend: GRU, LSTM, tanh and dense layers in plain loops and double precision. Every other backend is
 * checked against it, and it runs where there is no native library. Recurrent layers compute on {@code double[]},
 * without tensors. Results are rounded to float only when they are written to the tensors of
 * {@link org.gru4j.backend.reference.ReferenceBackend}. The other kernels come from {@link org.gru4j.backend.portable}.
 */
@NullMarked
package org.gru4j.backend.reference;

import org.jspecify.annotations.NullMarked;
