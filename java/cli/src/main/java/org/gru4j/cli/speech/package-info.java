/** The command {@code gru4j train speech}. The task itself is in {@link org.gru4j.tasks.speech}. */
@NullMarked
package org.gru4j.cli.speech;

import org.jspecify.annotations.NullMarked;
