/** What a command says and to whom: standard output, standard error, JSON, progress, logging, signals, exit codes. */
@NullMarked
package org.gru4j.cli.terminal;

import org.jspecify.annotations.NullMarked;
