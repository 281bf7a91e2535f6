/**
 * The command line, a thin layer on {@link org.gru4j.tasks}. This package contains only the program, its list of
 * commands and {@code info}. Each other command is in a subpackage with its options. Models, data and training are not
 * here but in the module {@code gru4j-tasks}.
 */
@NullMarked
package org.gru4j.cli;

import org.jspecify.annotations.NullMarked;
