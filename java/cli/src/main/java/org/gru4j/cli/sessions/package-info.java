/** The command {@code gru4j train sessions}. The task itself is in {@link org.gru4j.tasks.sessions}. */
@NullMarked
package org.gru4j.cli.sessions;

import org.jspecify.annotations.NullMarked;
