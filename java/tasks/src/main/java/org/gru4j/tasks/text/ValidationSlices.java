package org.gru4j.tasks.text;

import org.gru4j.data.Batch;
import org.gru4j.data.Dataset;

/**
 * Evenly spread slices of a long text that form one batch: a cheap and stable estimate of the loss on the whole text.
 */
final class ValidationSlices implements Dataset {
    private final int[] tokens;
    private final int sliceLength;
    private final Batch batch;
    private final int[] starts;

    /** Takes the given number of slices of the given length; fewer or shorter ones if there are not enough tokens. */
    ValidationSlices(int[] tokens, int slices, int sliceLength, int steps) {
        this.tokens = tokens;
        this.sliceLength = Math.min(sliceLength, tokens.length - 1);
        starts = new int[Math.max(1, Math.min(slices, (tokens.length - 1) / this.sliceLength))];
        for (int n = 0; n < starts.length; n++) {
            starts[n] = (int) ((long) n * (tokens.length - 1 - this.sliceLength) / Math.max(1, starts.length - 1));
        }
        batch = Batch.ofIds(Math.min(steps, this.sliceLength), starts.length).withClassPerStep();
    }

    @Override
    public int batchesPerEpoch() {
        return (sliceLength + batch.steps() - 1) / batch.steps();
    }

    @Override
    public Batch batch(int epoch, int index) {
        for (int t = 0; t < batch.steps(); t++) {
            int within = index * batch.steps() + t;
            for (int n = 0; n < batch.size(); n++) {
                boolean valid = within < sliceLength;
                batch.ids()[t * batch.size() + n] = valid ? tokens[starts[n] + within] : 0;
                batch.targets()[t * batch.size() + n] = valid ? tokens[starts[n] + within + 1] : Batch.IGNORE;
            }
        }
        return batch.continued(index > 0);
    }
}
