package org.gru4j.recurrent;

import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Factors inside the recurrence of one layer and direction. Constants: they have no gradient. Views: somebody else owns
 * them. With m the state's mask and z the update's, the equations of {@link org.gru4j.recurrent} become
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
 * steps. It acts on the state where it meets the weights, and not in g. z is zoneout (Krueger et al. 2016, arXiv
 * 1606.01305): where z is 0 a unit keeps its state, where it is 1 the unit does what it does without a mask; its
 * expected value stands for it in inference. Any finite value is allowed in both.
 *
 * <p>Immutable. Its tensors are not.
 *
 * @param state m [N,H]; null for ones
 * @param update z [T,N,H], by time whatever the direction, not read at or past a row's length; null for ones
 */
public record GruMasks(@Nullable Tensor state, @Nullable Tensor update) {
    /** Whether both are ones. */
    public boolean isEmpty() {
        return state == null && update == null;
    }
}
