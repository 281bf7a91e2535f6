/**
 * Reads and writes PyTorch's state dicts in safetensors files. The format safetensors itself is in {@code
 * org.gru4j.safetensors}. Graphs that PyTorch exports to ONNX are read by {@code org.gru4j.interop.onnx}.
 *
 * <p>PyTorch stacks a GRU's gates r, z, n along the rows of {@code weight_ih [3H,I]} and {@code weight_hh [3H,H]}. In
 * gru4j they are r, u = z and o = n, along the middle dimension of {@code W [I,3,H]} and {@code U [H,3,H]}, in the
 * order u, r, o. PyTorch keeps two biases [3H]; for u and r only their sum counts.
 */
@NullMarked
package org.gru4j.interop.pytorch;

import org.jspecify.annotations.NullMarked;
