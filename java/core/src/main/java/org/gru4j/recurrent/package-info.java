/**
 * What a recurrent layer is, described once: {@link org.gru4j.recurrent.GruSpec} or
 * {@link org.gru4j.recurrent.RnnSpec}, its gates and its parameters. σ is the logistic function, ⊙ the element-wise
 * product.
 *
 * <p><b>GRU</b>, with the gates u (update), r (reset) and o (candidate):
 * <pre>
 *   u = σ(x·Wu + h·Uu + bu)
 *   r = σ(x·Wr + h·Ur + br)
 *   o = tanh(x·Wo + r⊙(h·Uo + bu') + bo)      {@link org.gru4j.recurrent.ResetGate#AFTER}
 *   o = tanh(x·Wo + (r⊙h)·Uo + bo)            {@link org.gru4j.recurrent.ResetGate#BEFORE}
 *   h' = u⊙h + (1−u)⊙o
 * </pre>
 * With u near 1 the old state is kept; with u near 0 the new state is the candidate alone; with r near 0 the candidate
 * ignores the old state. (Some texts write h' = (1−u)⊙h + u⊙o: their u is 1−u here.)
 * {@link org.gru4j.recurrent.GruMasks} has the equations with masks.
 *
 * <p><b>{@link org.gru4j.recurrent.RecurrentCell#LSTM}</b> (Hochreiter and Schmidhuber 1997, with the forget gate of
 * Gers, Schmidhuber and Cummins 2000, without peepholes):
 * <pre>
 *   i = σ(x·Wi + h·Ui + bi)
 *   f = σ(x·Wf + h·Uf + bf)
 *   g = tanh(x·Wg + h·Ug + bg)
 *   o = σ(x·Wo + h·Uo + bo)
 *   c' = f⊙c + i⊙g
 *   h' = o⊙tanh(c')
 * </pre>
 *
 * <p><b>{@link org.gru4j.recurrent.RecurrentCell#TANH}</b> (Elman 1990):
 * <pre>
 *   h' = tanh(x·W + h·U + b)
 * </pre>
 * LSTM cells and tanh units are PyTorch's, in its order of the gates, with one bias for its two, of which only the sum
 * counts. Gates are stored along the middle of W [I,G,H] and U [H,G,H], states as [S,N,H]: h, and of LSTMs then c.
 *
 * <p>Initially all is uniform in ±1/√H, but an LSTM's forget gate has a bias of 1 (Jozefowicz, Zaremba and Sutskever
 * 2015): cells that forget from the start learn little over long distances.
 */
@NullMarked
package org.gru4j.recurrent;

import org.jspecify.annotations.NullMarked;
