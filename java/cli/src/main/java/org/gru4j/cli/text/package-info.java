/** {@code gru4j train text} and {@code gates}: commands, and the options that shape a language model. */
package org.gru4j.cli.text;
