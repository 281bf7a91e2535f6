/**
 * The service-provider interface of backends: {@link org.gru4j.backend.Backend} makes kernels,
 * {@link org.gru4j.backend.Backends} finds the backends there are.
 *
 * <p>A kernel's public methods check shapes, lifetimes and owners once, in Java, and then call the backend's
 * implementation; no implementation needs to check again.
 */
@NullMarked
package org.gru4j.backend;

import org.jspecify.annotations.NullMarked;
