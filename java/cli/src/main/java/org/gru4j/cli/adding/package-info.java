/** {@code gru4j train adding}. */
@NullMarked
package org.gru4j.cli.adding;

import org.jspecify.annotations.NullMarked;
