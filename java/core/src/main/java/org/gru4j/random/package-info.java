/**
 * Random numbers that depend on where they are used, not on how many were drawn before. The rule for all numbers that
 * are drawn in training is in {@link org.gru4j.random.CounterRandom}.
 */
@NullMarked
package org.gru4j.random;

import org.jspecify.annotations.NullMarked;
