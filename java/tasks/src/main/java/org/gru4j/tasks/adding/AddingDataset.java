package org.gru4j.tasks.adding;

import java.util.Arrays;
import org.gru4j.data.Batch;
import org.gru4j.data.Dataset;

/** Sequences of the adding problem, made as they are asked for: features [T,N,2], and the sum at the last step. */
final class AddingDataset implements Dataset {
    private final AddingProblem problem;
    private final int batches;
    private final Batch batch;
    private final float[] sums;

    /**
     * @param sequences of an epoch; as many full batches are made as hold them
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
