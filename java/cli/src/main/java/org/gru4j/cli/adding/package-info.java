/** The command {@code gru4j train adding}. The task itself is in {@link org.gru4j.tasks.adding}. */
@NullMarked
package org.gru4j.cli.adding;

import org.jspecify.annotations.NullMarked;
