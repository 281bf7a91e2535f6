/** Optimisers over the parameters' slab, clipping, and learning-rate schedules. */
package org.gru4j.optim;
