/** {@code gru4j train speech}. */
@NullMarked
package org.gru4j.cli.speech;

import org.jspecify.annotations.NullMarked;
