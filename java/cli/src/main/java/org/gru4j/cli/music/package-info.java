/** The command {@code gru4j train music}. The task itself is in {@link org.gru4j.tasks.music}. */
@NullMarked
package org.gru4j.cli.music;

import org.jspecify.annotations.NullMarked;
