/** Commands that use a saved model, whatever it was trained for: evaluate, predict, generate. */
package org.gru4j.cli.model;
