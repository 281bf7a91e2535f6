/**
 * What GRUs are compared with: LSTM cells and plain tanh units, described once by {@link org.gru4j.rnn.RnnSpec}.
 *
 * <p>With σ the logistic function and ⊙ the element-wise product, {@link org.gru4j.rnn.RnnCell#LSTM} (Hochreiter and
 * Schmidhuber 1997, with the forget gate of Gers, Schmidhuber and Cummins 2000, without peepholes) is
 * <pre>
 *   i = σ(x·Wi + h·Ui + bi)
 *   f = σ(x·Wf + h·Uf + bf)
 *   g = tanh(x·Wg + h·Ug + bg)
 *   o = σ(x·Wo + h·Uo + bo)
 *   c' = f⊙c + i⊙g
 *   h' = o⊙tanh(c')
 * </pre>
 * and {@link org.gru4j.rnn.RnnCell#TANH} (Elman 1990)
 * <pre>
 *   h' = tanh(x·W + h·U + b)
 * </pre>
 * These are PyTorch's, in its order of the gates, with one bias for its two, of which only the sum counts. Gates are
 * stored along the middle of W [I,G,H] and U [H,G,H], states as [S,N,H]: h, and of LSTMs then c.
 *
 * <p>Initially all is uniform in ±1/√H, but the forget gate's bias, which is 1 (Jozefowicz, Zaremba and Sutskever 2015):
 * cells that forget from the start learn little over long distances.
 */
package org.gru4j.rnn;
