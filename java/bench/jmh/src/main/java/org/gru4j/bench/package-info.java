/**
 * JMH benchmarks of gru4j, and measurements of the overhead of Java. Quote medians of interleaved runs, and ratios from
 * the same run. Comparisons with other libraries are in {@code java/bench/harness} and {@code java/bench/peers}.
 */
@NullMarked
package org.gru4j.bench;

import org.jspecify.annotations.NullMarked;
