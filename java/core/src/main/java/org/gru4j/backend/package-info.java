/**
 * The contracts of the kernels, and how backends are found. {@link org.gru4j.backend.Backend} creates kernels;
 * {@link org.gru4j.backend.Backends} finds the available backends. The number of threads is also decided here.
 *
 * <p>The public methods of a kernel check shapes, lifetimes and owners once, in Java, and then call the backend's
 * implementation. Implementations need not check again.
 *
 * <p>Implementations live elsewhere: in {@link org.gru4j.backend.portable}, in {@link org.gru4j.backend.reference}, and
 * in other modules. The equations of recurrent layers are in {@link org.gru4j.recurrent}.
 */
@NullMarked
package org.gru4j.backend;

import org.jspecify.annotations.NullMarked;
