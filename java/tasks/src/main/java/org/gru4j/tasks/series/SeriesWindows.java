package org.gru4j.tasks.series;

import org.gru4j.data.Batch;
import org.gru4j.data.SequenceSource;
import org.gru4j.tasks.series.TimeSplit.Origins;

/**
 * The windows of a part of a series. The window of origin o has the rows {@code o−W … o−1} as inputs. The target after
 * row r is the rows {@code r+1 … r+horizon} [horizon, C].
 */
final class SeriesWindows implements SequenceSource {
    private final ScaledRows rows;
    private final Origins origins;
    private final int window;
    private final int horizon;
    private final boolean everyStep;

    private SeriesWindows(ScaledRows rows, Origins origins, int window, int horizon, boolean everyStep) {
        this.rows = rows;
        this.origins = origins;
        this.window = window;
        this.horizon = horizon;
        this.everyStep = everyStep;
    }

    /** Returns windows with targets at every step: the model learns from its forecast after each row. */
    static SeriesWindows forTraining(ScaledRows rows, Origins origins, int window, int horizon) {
        return new SeriesWindows(rows, origins, window, horizon, true);
    }

    /** Returns windows with targets only at the last step, after the model has read the whole window. */
    static SeriesWindows forScoring(ScaledRows rows, Origins origins, int window, int horizon) {
        return new SeriesWindows(rows, origins, window, horizon, false);
    }

    @Override
    public int count() {
        return origins.count();
    }

    @Override
    public int length(int sequence) {
        return window;
    }

    @Override
    public Batch createBatch(int steps, int size) {
        return Batch.ofFeatures(steps, size, rows.features()).withValuesPerStep(horizon * rows.targets());
    }

    @Override
    public void fill(int sequence, Batch batch, int n) {
        int first = origins.first() + sequence - window;
        for (int t = 0; t < window; t++) {
            int place = t * batch.size() + n;
            rows.copyInput(first + t, batch.features(), place * batch.inputSize());
            if (everyStep || t == window - 1) {
                for (int h = 0; h < horizon; h++) {
                    rows.copyTarget(
                            first + t + 1 + h, batch.targetValues(), place * batch.targetSize() + h * rows.targets());
                }
            }
        }
    }
}
