/**
 * Options that several commands share, and the code that applies them, such as starting a run or loading a backend.
 * Options of a single command are in the package of that command.
 */
@NullMarked
package org.gru4j.cli.option;

import org.jspecify.annotations.NullMarked;
