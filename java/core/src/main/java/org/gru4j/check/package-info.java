/**
 * Checks that a backend computes the same results as the reference, and that gradients are right.
 *
 * <ul>
 * <li>{@link org.gru4j.check.RecurrentCase} is a case of whole recurrent layers, {@link org.gru4j.check.KernelCase} a
 * case of a single kernel.
 * <li>{@link org.gru4j.check.BackendCheck} runs a fixed set of both, {@link org.gru4j.check.Campaign} random cases.
 * <li>{@link org.gru4j.check.Parity} defines how far results may be from the expected ones.
 * <li>{@link org.gru4j.check.GradientCheck} compares gradients, also of custom layers and losses, with differences of
 * the loss.
 * </ul>
 *
 * <p>The tests, the {@code check} command and a backend's own test when it is loaded all use this package. Use each
 * object in one thread at a time.
 */
@NullMarked
package org.gru4j.check;

import org.jspecify.annotations.NullMarked;
