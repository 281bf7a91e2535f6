/** Batches, and the data sets that they come from. */
@NullMarked
package org.gru4j.data;

import org.jspecify.annotations.NullMarked;
