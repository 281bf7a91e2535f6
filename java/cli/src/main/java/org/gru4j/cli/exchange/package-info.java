/** Models from and for other programs: what {@code import} and {@code export} read and write. */
@NullMarked
package org.gru4j.cli.exchange;

import org.jspecify.annotations.NullMarked;
