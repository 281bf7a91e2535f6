/**
 * Computes golden files with PyTorch. Each is a JSON file with the inputs of a recurrent layer and PyTorch's results.
 *
 * <p>All tensors are time-major: T steps, N sequences, I inputs, H hidden units, L layers, D directions. {@link
 * org.gru4j.golden.GoldenGenerator} is the program; {@link org.gru4j.golden.GoldenCases} and {@link
 * org.gru4j.golden.RnnCase} list the cases. Nothing here uses gru4j itself, so that no error of gru4j can get into the
 * results that it is tested against. The files are read by {@code org.gru4j.interop.golden}.
 */
package org.gru4j.golden;
