/**
 * What a GRU is, described once: {@link org.gru4j.gru.GruSpec}, its gates and its parameters.
 *
 * <p>With σ the logistic function, ⊙ the element-wise product, and the gates u (update), r (reset) and o (candidate):
 * <pre>
 *   u = σ(x·Wu + h·Uu + bu)
 *   r = σ(x·Wr + h·Ur + br)
 *   o = tanh(x·Wo + r⊙(h·Uo + bu') + bo)      {@link org.gru4j.gru.ResetGate#AFTER}
 *   o = tanh(x·Wo + (r⊙h)·Uo + bo)            {@link org.gru4j.gru.ResetGate#BEFORE}
 *   h' = u⊙h + (1−u)⊙o
 * </pre>
 * With u near 1 the old state is kept; with u near 0 the new state is the candidate alone; with r near 0 the candidate
 * ignores the old state. (Some texts write h' = (1−u)⊙h + u⊙o: their u is 1−u here.)
 * {@link org.gru4j.gru.GruMasks} has the equations with masks.
 */
package org.gru4j.gru;
