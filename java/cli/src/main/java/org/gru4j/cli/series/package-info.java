/** {@code gru4j train series}: the command, and the options that shape a forecasting model. */
package org.gru4j.cli.series;
