/** Benchmarks. Quote medians of interleaved runs, and ratios taken in one run. */
package org.gru4j.bench;
