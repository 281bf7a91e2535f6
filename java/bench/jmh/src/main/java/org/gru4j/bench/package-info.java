/** Benchmarks. Quote medians of interleaved runs, and ratios taken in one run. */
@NullMarked
package org.gru4j.bench;

import org.jspecify.annotations.NullMarked;
