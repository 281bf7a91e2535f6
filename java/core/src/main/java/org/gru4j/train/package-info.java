/** Training: steps, budgets, evaluation. */
package org.gru4j.train;
