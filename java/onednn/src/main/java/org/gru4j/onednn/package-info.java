/**
 * The native backend. Recurrent layers, cross-entropy, embeddings, dropout and optimisers are gru4j's own C++; dense
 * products use oneDNN. JavaCPP connects them to Java. Other kernels are the portable ones of {@code org.gru4j.backend}.
 * Recurrent layers can also run on oneDNN's primitives ({@code -Dgru4j.strategy}). A ragged
 * batch then takes as long as a full one, and a kernel uses as many threads as it was created with.
 *
 * <p>Programs get the backend with {@code Backends.named("onednn")}, or with {@code Backends.best()}, which prefers it
 * to all others. Its native library is in a separate jar with the platform as classifier; there is one for {@code
 * linux-x86_64}. The C++ sources are in {@code native}; the interfaces that this package implements are in {@code
 * org.gru4j.backend}.
 *
 * <p>Memory is direct and pooled, with one pool per backend. Kernels hold native objects that only {@link
 * org.gru4j.backend.RecurrentKernel#close} frees; nothing here waits for the garbage collector. An exit of the JVM
 * waits for the native calls of other threads, at most ten seconds.
 *
 * <p>The following table lists how many floats the panel kernel needs to train one layer in one direction on T steps of
 * N &gt; 1 sequences. H is rounded up to whole vectors of 8 or 16. The numbers are for the reset gate {@code AFTER};
 * where {@code BEFORE} differs, its number is in brackets.
 * <pre>
 *   tensors    2·T·N·(I+H) + 6·H·(I+H) + 4·N·H          x, y, W, U, b, h0, hT, and a gradient of each
 *   workspace  4·T·N·H  [3·T·N·H]                       the gates; one workspace for each forward that awaits backward
 *   kernel     (6+3·S)·H·(I+H)                          W and U packed, packed transposed, and their gradients packed
 *              + S·R·(I+H+36)  [S·R·(I+3·H+36)]         copies of the R rows that are processed at once
 *              + 4·N·H  [5·N·H]                         states and their gradients
 * </pre>
 * S is the number of slices of the batch: 2 if N is at least 16 and 3·H·(I+H) is at most 250,000, otherwise 1. R is 128
 * if H is at most 128, otherwise 256 to 1024. After the first ragged batch, a workspace needs 2·T·N·I + 3·T·N·H + 4·N·H
 * more. Inference needs no workspace and no gradients. The moments of an optimiser come on top. LSTM cells and tanh
 * units need memory that oneDNN determines; a kernel queries it before it allocates, and reports an error if there is
 * not enough.
 */
@NullMarked
package org.gru4j.onednn;

import org.jspecify.annotations.NullMarked;
