/** {@code gru4j train music}: the command, and the options that shape a model of music. */
package org.gru4j.cli.music;
