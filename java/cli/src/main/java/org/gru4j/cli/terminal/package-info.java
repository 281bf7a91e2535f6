/**
 * The connection between commands and the terminal: standard output and error, JSON, progress, logging, signals and
 * exit codes. Options are in {@link org.gru4j.cli.option}.
 */
@NullMarked
package org.gru4j.cli.terminal;

import org.jspecify.annotations.NullMarked;
