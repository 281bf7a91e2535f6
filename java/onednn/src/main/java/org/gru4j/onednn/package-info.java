/**
 * The native backend: GRU layers and dense products through oneDNN, losses, embeddings and optimisers in C++ of its
 * own, bound by JavaCPP.
 *
 * <p>It is found by name, {@code Backends.named("onednn")}, or as the preferred of all by {@code Backends.best()}. Its
 * native library is in a jar of its own, with the platform as classifier; there is one for {@code linux-x86_64}.
 *
 * <p>Memory is direct and pooled, one pool per backend. Kernels hold native objects that only
 * {@link org.gru4j.backend.GruKernel#close} frees: nothing here waits for the garbage collector.
 */
package org.gru4j.onednn;
