/** {@code gru4j train speech}: the command, and the options that shape a recogniser of words. */
package org.gru4j.cli.speech;
