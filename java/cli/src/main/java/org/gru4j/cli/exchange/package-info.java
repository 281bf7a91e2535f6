/** Models from and for other programs: what {@code import} and {@code export} read and write. */
package org.gru4j.cli.exchange;
