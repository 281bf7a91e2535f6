/** Models made of layers: described, created, applied to batches or step by step, and shared by callers. */
@NullMarked
package org.gru4j.model;

import org.jspecify.annotations.NullMarked;
