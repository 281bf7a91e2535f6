/** The options that several commands have, each with what becomes of it. */
@NullMarked
package org.gru4j.cli.option;

import org.jspecify.annotations.NullMarked;
