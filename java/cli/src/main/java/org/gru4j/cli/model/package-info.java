/** Commands that use a saved model, whatever it was trained for: evaluate, predict, generate. */
@NullMarked
package org.gru4j.cli.model;

import org.jspecify.annotations.NullMarked;
