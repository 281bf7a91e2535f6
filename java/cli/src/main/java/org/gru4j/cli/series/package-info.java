/** {@code gru4j train series}. */
@NullMarked
package org.gru4j.cli.series;

import org.jspecify.annotations.NullMarked;
