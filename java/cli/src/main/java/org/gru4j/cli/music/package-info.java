/** {@code gru4j train music}. */
@NullMarked
package org.gru4j.cli.music;

import org.jspecify.annotations.NullMarked;
