/**
 * Layers, the parameters that they share in one slab, and one training step's {@link org.gru4j.layer.Pass}.
 *
 * <p>A layer holds parameters and no state of any step; what its backward needs of its forward lies in the pass.
 * Forward and backward are explicit: there is no tape. A {@link org.gru4j.layer.Recurrent} layer is a stack of kernels,
 * one for each of its layers and directions. A {@link org.gru4j.model.SequenceStream} reads one event after the other.
 */
@NullMarked
package org.gru4j.layer;

import org.jspecify.annotations.NullMarked;
