/**
 * Layers and joins, their specs, the parameters of a model in one slab, and the {@link org.gru4j.layer.Pass} that runs
 * them.
 *
 * <p>A layer holds parameters, but no data of a step; what its backward needs from its forward is kept in the pass.
 * Forward and backward are explicit; there is no automatic differentiation. A {@link org.gru4j.layer.Recurrent} layer
 * is a stack of kernels, one for each of its layers and directions.
 *
 * <pre>
 *   Tensor y = layer.forward(pass, x);        // x [T,N,I], y [T,N,O]
 *   Tensor dx = layer.backward(pass, dy);     // adds to the parameters' gradients
 * </pre>
 * <p>The arithmetic is elsewhere, in the kernels of {@link org.gru4j.backend}; models are in {@link org.gru4j.model}.
 */
@NullMarked
package org.gru4j.layer;

import org.jspecify.annotations.NullMarked;
