/** {@code gru4j check}: what a backend computes, beside the reference or beside what another system computed. */
@NullMarked
package org.gru4j.cli.check;

import org.jspecify.annotations.NullMarked;
