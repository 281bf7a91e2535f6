/**
 * Forecasting of multivariate series: reading, scaling, windows, baselines, scores, pictures. Rows of a file are
 * counted as in a spreadsheet, the header being row 1; rows of a {@link org.gru4j.tasks.series.Series} from 0.
 */
@NullMarked
package org.gru4j.tasks.series;

import org.jspecify.annotations.NullMarked;
