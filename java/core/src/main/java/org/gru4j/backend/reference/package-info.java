/**
 * The GRU in plain loops and double precision: what every other backend is checked against, and what runs where there
 * is no native library. The mathematics works on {@code double[]} and knows no tensors; numbers are rounded to float
 * only in
 * {@link org.gru4j.backend.reference.ReferenceBackend}.
 */
@NullMarked
package org.gru4j.backend.reference;

import org.jspecify.annotations.NullMarked;
