/**
 * The native backend: recurrent layers, losses, embeddings and optimisers in C++ of its own, dense products through
 * oneDNN, bound by JavaCPP. Recurrent layers may also run on oneDNN's primitives ({@code -Dgru4j.strategy}): ragged
 * batches then cost what full ones do, and a kernel uses the number of threads that it was made with.
 *
 * <p>It is found by name, {@code Backends.named("onednn")}, or as the preferred of all by {@code Backends.best()}. Its
 * native library is in a jar of its own, with the platform as classifier; there is one for {@code linux-x86_64}.
 *
 * <p>Memory is direct and pooled, one pool per backend. Kernels hold native objects that only
 * {@link org.gru4j.backend.RecurrentKernel#close} frees: nothing here waits for the garbage collector. An exit of the
 * JVM waits for the native calls of its other threads, ten seconds at most.
 *
 * <p>To train one layer in one direction on T steps of N &gt; 1 sequences the panel kernel needs so many floats, H
 * rounded up to whole vectors of 8 or 16; with the reset gate {@code AFTER}, and in brackets with {@code BEFORE} where
 * that differs:
 * <pre>
 *   tensors    2·T·N·(I+H) + 6·H·(I+H) + 4·N·H          x, y, W, U, b, h0, hT, and a gradient of each
 *   workspace  4·T·N·H  [3·T·N·H]                       the gates; as many as there are steps between their passes
 *   kernel     (6+3·S)·H·(I+H)                          W and U packed, packed transposed, and their gradients packed
 *              + S·R·(I+H+36)  [S·R·(I+3·H+36)]         copies of the R rows that are worked on at once
 *              + 4·N·H  [5·N·H]                         states and their gradients
 * </pre>
 * where S is 2 slices of the batch if N is at least 16 and 3·H·(I+H) at most 250,000, else 1, and R is 128 as long as
 * H is at most 128, then 256 to 1024. From the first batch on whose sequences differ in
 * length a workspace needs 2·T·N·I + 3·T·N·H + 4·N·H more. Inference needs no workspace and no gradients; an
 * optimiser's moments are on top of all that. What LSTM cells and tanh units need is mostly oneDNN's own affair;
 * kernels ask it, and say so before they allocate more than there is.
 */
@NullMarked
package org.gru4j.onednn;

import org.jspecify.annotations.NullMarked;
