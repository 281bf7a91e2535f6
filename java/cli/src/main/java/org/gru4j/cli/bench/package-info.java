/** What {@code gru4j bench} does. */
@NullMarked
package org.gru4j.cli.bench;

import org.jspecify.annotations.NullMarked;
