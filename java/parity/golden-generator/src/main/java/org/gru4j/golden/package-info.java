/**
 * Computes the golden cases: what PyTorch makes of a GRU's inputs, one JSON file each.
 *
 * <p>Time-major everywhere: T steps, N sequences, I inputs, H hidden units, L layers, D directions.
 * {@link org.gru4j.golden.GoldenGenerator} is the program, {@link org.gru4j.golden.GoldenCases} the list of what it
 * computes. Nothing here uses gru4j itself, so that nothing of gru4j can leak into what it is tested against.
 */
package org.gru4j.golden;
