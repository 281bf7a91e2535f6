/**
 * Every kernel except the recurrent one, in plain Java: single-threaded and for any memory. Dense products, embeddings,
 * dropout and optimizer updates are computed in floats, everything else in doubles. A backend inherits these kernels by
 * extending {@link org.gru4j.backend.portable.PortableBackend}, and overrides the ones that it can do better. The
 * contracts of the kernels are in {@link org.gru4j.backend}.
 */
@NullMarked
package org.gru4j.backend.portable;

import org.jspecify.annotations.NullMarked;
