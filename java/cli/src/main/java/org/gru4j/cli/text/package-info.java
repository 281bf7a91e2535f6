/** {@code gru4j train text} and {@code gates}. */
@NullMarked
package org.gru4j.cli.text;

import org.jspecify.annotations.NullMarked;
