/**
 * PyTorch's state dicts.
 *
 * <p>PyTorch stacks a GRU's gates r, z, n along the rows of {@code weight_ih [3H,I]} and {@code weight_hh [3H,H]}; here
 * they are u = z, r = r, o = n, along the middle of {@code W [I,3,H]} and {@code U [H,3,H]}. PyTorch keeps two biases
 * [3H] each, of which for u and r only the sum counts.
 */
@NullMarked
package org.gru4j.interop.pytorch;

import org.jspecify.annotations.NullMarked;
