/**
 * Measurements for benchmarks. Contestants take turns in rounds whose order rotates, so that everything else that runs
 * on the machine affects all of them alike. Results are medians, and ratios of medians of the same run. Other libraries
 * are in {@code org.gru4j.measure.peer}; JMH benchmarks are in {@code java/bench/jmh}.
 */
@NullMarked
package org.gru4j.measure;

import org.jspecify.annotations.NullMarked;
