/** Checks of what callers give, with one wording for all modules, and for layers, losses and backends of one's own. */
@NullMarked
package org.gru4j.argument;

import org.jspecify.annotations.NullMarked;
