/** The commands {@code gru4j train text} and {@code gates}. The task itself is in {@link org.gru4j.tasks.text}. */
@NullMarked
package org.gru4j.cli.text;

import org.jspecify.annotations.NullMarked;
