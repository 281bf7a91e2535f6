/**
 * Off-heap float tensors: {@link org.gru4j.tensor.Shape}, {@link org.gru4j.tensor.Tensor}, the
 * {@link org.gru4j.tensor.Scope} that owns them, and the direct memory behind them. Arrays and buffers of a program are
 * copied to and from tensors here. Tensors do no arithmetic: kernels are in {@link org.gru4j.backend}.
 *
 * <p>Everywhere in gru4j sequences are time-major: {@code x [T,N,I]} holds T steps of N sequences of I features, and
 * element (t, n, i) is at index {@code (t·N + n)·I + i}. Letters in brackets after a tensor's name are its shape: T
 * steps, N sequences (the batch), I input features, H hidden units, L layers, D directions, V classes.
 */
@NullMarked
package org.gru4j.tensor;

import org.jspecify.annotations.NullMarked;
