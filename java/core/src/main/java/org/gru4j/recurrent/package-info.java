/**
 * Definitions of recurrent layers: their cells, sizes, parameters, masks and gates. A layer is defined by a
 * {@link org.gru4j.recurrent.GruSpec} or an {@link org.gru4j.recurrent.RnnSpec}. The code that computes the equations
 * below is elsewhere: in the kernels of {@link org.gru4j.backend}. Layers that run them are in {@link org.gru4j.layer}.
 *
 * <p>In the equations, σ is the logistic function and ⊙ the element-wise product.
 *
 * <p><b>GRU</b>, with the gates u (update), r (reset) and o (candidate):
 * <pre>
 *   u = σ(x·Wu + h·Uu + bu)
 *   r = σ(x·Wr + h·Ur + br)
 *   o = tanh(x·Wo + r⊙(h·Uo + bu') + bo)      {@link org.gru4j.recurrent.ResetGate#AFTER}
 *   o = tanh(x·Wo + (r⊙h)·Uo + bo)            {@link org.gru4j.recurrent.ResetGate#BEFORE}
 *   h' = u⊙h + (1−u)⊙o
 * </pre>
 * Where u is near 1, the old state is kept; where u is near 0, the new state is the candidate. Where r is near 0, the
 * candidate ignores the old state. (Some texts write h' = (1−u)⊙h + u⊙o: their u is 1−u here.) The equations with masks
 * are in {@link org.gru4j.recurrent.GruMasks}.
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
 * LSTM cells and tanh units are those of PyTorch, with the same order of gates. PyTorch has two biases, of which only
 * the sum matters; here there is one. Gates are stored along the middle axis of W [I,G,H] and U [H,G,H]. States are
 * [S,N,H]: h, followed by c for LSTMs.
 *
 * <p>Initial parameters are uniform in ±1/√H, except for the bias of an LSTM's forget gate, which is 1 (Jozefowicz,
 * Zaremba and Sutskever 2015): cells that forget from the start learn little over long distances.
 */
@NullMarked
package org.gru4j.recurrent;

import org.jspecify.annotations.NullMarked;
