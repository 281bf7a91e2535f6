/**
 * Checks of numeric arguments with uniform messages. For all modules, and for layers, losses and backends that users
 * write. Checks of shapes are in {@link org.gru4j.tensor}, checks of lengths in {@link org.gru4j.backend}.
 */
@NullMarked
package org.gru4j.argument;

import org.jspecify.annotations.NullMarked;
