/**
 * The checks that a backend computes what the reference does: cases, what they come to, and how far apart two outcomes
 * may be. {@link org.gru4j.check.RecurrentCase}s are layers from end to end, {@link org.gru4j.check.KernelCase}s
 * single kernels; {@link org.gru4j.check.BackendCheck} runs a spread of both, {@link org.gru4j.check.Campaign} random
 * ones. The tests, the {@code check} command and a backend's own test when it is loaded all use these. Nothing here is
 * for two threads at once.
 */
@NullMarked
package org.gru4j.check;

import org.jspecify.annotations.NullMarked;
