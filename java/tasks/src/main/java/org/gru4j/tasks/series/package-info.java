/**
 * The series task: quantile forecasts of multivariate time series. Contains the CSV reader, scaling, windows, training,
 * baselines, scores and pictures. Rows of a file are counted as in a spreadsheet, where the header is row 1; rows of a
 * {@link org.gru4j.tasks.series.Series} from 0.
 */
@NullMarked
package org.gru4j.tasks.series;

import org.jspecify.annotations.NullMarked;
