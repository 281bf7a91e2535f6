/** {@code gru4j train sessions}. */
@NullMarked
package org.gru4j.cli.sessions;

import org.jspecify.annotations.NullMarked;
