/** Optimisers over the parameters' slab, clipping, and learning-rate schedules. */
@NullMarked
package org.gru4j.optim;

import org.jspecify.annotations.NullMarked;
