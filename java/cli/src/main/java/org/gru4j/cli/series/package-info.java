/** {@code gru4j train series}. */
package org.gru4j.cli.series;
