package org.gru4j.tasks.adding;

import java.util.Arrays;
import org.gru4j.data.Batch;
import org.gru4j.data.Dataset;

/** Sequences of the adding problem, generated on demand: inputs [T,N,2], and the sum as the target at the last step. */
final class AddingDataset implements Dataset {
    private final AddingProblem problem;
    private final int batches;
    private final Batch batch;
    private final float[] sums;

    /**
     * @param sequences per epoch, rounded up to full batches
     * @param size N
     */
    AddingDataset(AddingProblem problem, int sequences, int size) {
        this.problem = problem;
        batches = (sequences + size - 1) / size;
        batch = Batch.ofFeatures(problem.steps(), size, AddingProblem.FEATURES).withValuesPerStep(1);
        Arrays.fill(batch.targetValues(), Float.NaN);
        sums = new float[size];
    }

    @Override
    public int batchesPerEpoch() {
        return batches;
    }

    @Override
    public Batch batch(int epoch, int index) {
        problem.batch((long) epoch * batches + index, batch.features(), sums);
        System.arraycopy(sums, 0, batch.targetValues(), (problem.steps() - 1) * sums.length, sums.length);
        return batch;
    }
}
