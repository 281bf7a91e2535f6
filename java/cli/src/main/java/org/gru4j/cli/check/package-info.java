/**
 * The command {@code gru4j check}, which compares the results of a backend with the reference, or with golden files
 * from another system. The comparison itself and its tolerances are in gru4j's core.
 */
@NullMarked
package org.gru4j.cli.check;

import org.jspecify.annotations.NullMarked;
