/** Training: steps, budgets, evaluation. */
@NullMarked
package org.gru4j.train;

import org.jspecify.annotations.NullMarked;
