/** Losses: the value and its gradient together, averaged over what is valid. */
@NullMarked
package org.gru4j.loss;

import org.jspecify.annotations.NullMarked;
