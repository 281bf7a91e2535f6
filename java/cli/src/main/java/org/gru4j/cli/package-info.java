/**
 * The command line: a thin shell on {@link org.gru4j.tasks}. Here is the top floor alone, the program and its list of
 * commands; each command and its options are in the room of what it does.
 */
@NullMarked
package org.gru4j.cli;

import org.jspecify.annotations.NullMarked;
