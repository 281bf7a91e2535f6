/**
 * How the benchmarks measure. What is compared takes turns in rounds whose order rotates, so that whatever else the
 * machine does meets all alike; quoted are medians, and ratios of medians of one run.
 */
@NullMarked
package org.gru4j.measure;

import org.jspecify.annotations.NullMarked;
