/**
 * The command {@code gru4j bench} and its subcommands, which measure kernels, training steps and other libraries, and
 * draw charts. The timing itself is in the bench harness, and the programs for other libraries are in
 * {@code java/bench/peers}.
 */
@NullMarked
package org.gru4j.cli.bench;

import org.jspecify.annotations.NullMarked;
