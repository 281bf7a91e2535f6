package org.gru4j.recurrent;

import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Factors inside the recurrence of one layer and direction. They are constants: no gradient is computed for them. The
 * tensors belong to somebody else. With the state's mask m and the update's mask z, the equations of
 * {@link org.gru4j.recurrent} become
 * <pre>
 *   h~ = m⊙h
 *   u = σ(x·Wu + h~·Uu + bu)
 *   r = σ(x·Wr + h~·Ur + br)
 *   o = tanh(x·Wo + r⊙(h~·Uo + bu') + bo)     {@link ResetGate#AFTER}
 *   o = tanh(x·Wo + (r⊙h~)·Uo + bo)           {@link ResetGate#BEFORE}
 *   g = u⊙h + (1−u)⊙o
 *   h' = z⊙g + (1−z)⊙h
 * </pre>
 * m is variational dropout (Gal and Ghahramani 2015, arXiv 1512.05287): one mask for each sequence, the same at all its
 * steps. It acts on the state in the products with the weights, but not in g.
 *
 * <p>z is zoneout (Krueger et al. 2016, arXiv 1606.01305). Where z is 0, a unit keeps its state; where z is 1, it is
 * updated as without a mask. Inference uses the expected value of z. Both masks may hold any finite value.
 *
 * <p>Immutable. Its tensors are not.
 *
 * @param state m [N,H]; null for ones
 * @param update z [T,N,H], indexed by time step in both directions, not read at or past a row's length; null for ones
 */
public record GruMasks(@Nullable Tensor state, @Nullable Tensor update) {
    /** Returns whether both masks are null. */
    public boolean isEmpty() {
        return state == null && update == null;
    }
}
