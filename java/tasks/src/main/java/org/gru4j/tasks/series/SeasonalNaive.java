package org.gru4j.tasks.series;

import java.util.List;
import org.gru4j.tasks.series.TimeSplit.Origins;

/**
 * The baseline that repeats the values of the last season. With m the season's length and o the first row to predict,
 * <pre>
 *   ŷ_{o+h} = y_{o+h−k·m}      with the least k ≥ 1 that points before o and at no missing value
 * </pre>
 * and the training part's mean where there is no such row. Unlike a model, it may look back beyond the window.
 */
public final class SeasonalNaive {
    /**
     * The season lengths to choose from. 1 repeats the last row; the others are quarters of a year, days of a week,
     * months of a year or hours of half a day, hours of a day, weeks of a year, hours of a week, and days of a year.
     */
    public static final List<Integer> CANDIDATES = List.of(1, 4, 7, 12, 24, 52, 168, 365);

    private final ScaledRows rows;
    private final int season;

    /**
     * Creates a baseline.
     *
     * @param season m, in rows
     */
    public SeasonalNaive(ScaledRows rows, int season) {
        if (season <= 0) {
            throw new IllegalArgumentException("season: expected a positive number of rows but got " + season);
        }
        this.rows = rows;
        this.season = season;
    }

    /**
     * Returns the baseline whose candidate length has the smallest mean squared error in the training part; of equal
     * ones the shortest. Candidates must fit into the training part twice. All are compared on the same rows: those
     * that the longest candidate can predict.
     *
     * @param trainingRows the length of the training part
     */
    public static SeasonalNaive choose(ScaledRows rows, int trainingRows, int horizon) {
        List<Integer> fitting =
                CANDIDATES.stream().filter(season -> 2 * season <= trainingRows).toList();
        SeasonalNaive best = new SeasonalNaive(rows, 1);
        if (fitting.isEmpty()) {
            return best;
        }
        int first = Math.min(fitting.get(fitting.size() - 1), Math.max(1, trainingRows - horizon));
        Origins origins = new Origins(first, Math.max(0, trainingRows - horizon - first + 1));
        double least = Double.POSITIVE_INFINITY;
        for (int season : fitting) {
            SeasonalNaive candidate = new SeasonalNaive(rows, season);
            double mse = candidate.score(origins, horizon).mse();
            if (mse < least) {
                least = mse;
                best = candidate;
            }
        }
        return best;
    }

    /** Returns m. */
    public int season() {
        return season;
    }

    /**
     * Returns the scaled forecast of row {@code origin + step}.
     *
     * @param step h, from 0
     */
    public double forecast(int origin, int step, int column) {
        int cycles = step / season + 1;
        for (int row = origin + step - cycles * season; row >= 0; row -= season) {
            double value = rows.target(row, column);
            if (!Double.isNaN(value)) {
                return value;
            }
        }
        return 0;
    }

    /** Returns its errors over all steps and columns of the forecasts from these origins. */
    public PointScore score(Origins origins, int horizon) {
        PointScore score = new PointScore();
        for (int origin = origins.first(); origin < origins.first() + origins.count(); origin++) {
            for (int step = 0; step < horizon; step++) {
                for (int column = 0; column < rows.targets(); column++) {
                    score.add(rows.target(origin + step, column), forecast(origin, step, column));
                }
            }
        }
        return score;
    }
}
