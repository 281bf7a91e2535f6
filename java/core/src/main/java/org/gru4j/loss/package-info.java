/** Losses: the value and its gradient together, averaged over what is valid. */
package org.gru4j.loss;
