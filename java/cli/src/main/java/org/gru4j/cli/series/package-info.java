/** The command {@code gru4j train series}. The task itself is in {@link org.gru4j.tasks.series}. */
@NullMarked
package org.gru4j.cli.series;

import org.jspecify.annotations.NullMarked;
