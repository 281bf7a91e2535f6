package org.gru4j.train;

import org.gru4j.data.Batch;
import org.gru4j.layer.Pass;
import org.gru4j.loss.Loss;
import org.gru4j.loss.SampledLoss;
import org.gru4j.model.Sequential;
import org.gru4j.optim.TrainingDivergedException;
import org.gru4j.tensor.Tensor;

/** Adds the gradients of batches to a model's slab. Owns its pass and the carried states, not the model. */
final class GradientRun implements AutoCloseable {
    private final Loss loss;
    private final BatchRun run;
    private float[] row = new float[0];
    private double weightedLoss;
    private long count;
    private boolean zeroed;
    private long step;

    GradientRun(Sequential model, Loss loss) {
        this.loss = loss;
        Pass pass = Pass.training(model.backend());
        run = new BatchRun(model, loss.overwritesGradient() ? pass.reusingTensors() : pass);
    }

    Sequential model() {
        return run.model();
    }

    CarriedStates states() {
        return run.states();
    }

    /**
     * Starts sums from zero: those of losses now, the gradients before the first is added to them.
     *
     * @param ofTraining which step begins, for errors
     */
    void begin(long ofTraining) {
        step = ofTraining;
        zeroed = false;
        weightedLoss = 0;
        count = 0;
    }

    /** What no batch was added to since {@link #begin} is zero from now on. */
    void zeroUnlessAdded() {
        if (!zeroed) {
            model().parameters().zeroGradients();
            zeroed = true;
        }
    }

    /**
     * Forward, loss and backward.
     *
     * @param firstRow which row of the whole batch is this one's first
     * @param batchRows how many rows the whole batch has
     * @param seed of what is drawn, together with {@code number}
     * @param alone whether it is the step's only batch: then its gradient is that of its mean loss, otherwise that of
     *     the sum over the terms that the mean is over, so that all terms of the step weigh the same
     * @return the mean loss
     * @throws TrainingDivergedException if the loss is not finite
     */
    double add(Batch batch, int firstRow, int batchRows, long seed, long number, boolean alone) {
        Pass pass = run.pass();
        pass.begin(batch.lengths(), seed, number);
        try {
            pass.drawAsRowsOf(firstRow, batchRows);
            if (loss instanceof SampledLoss sampled) {
                pass.restrictTo(sampled.draw(batch, seed, number));
            }
            Tensor output = run.forward(batch);
            Tensor dOutput = allocateGradient(output);
            double value = loss.compute(output, batch, dOutput);
            TrainingDivergedException.requireFinite("loss", value, step);
            int terms = loss.count(batch);
            if (!alone) {
                scale(dOutput, terms);
            }
            zeroUnlessAdded();
            model().backward(pass, dOutput);
            weightedLoss += terms * value;
            count += terms;
            return value;
        } finally {
            pass.end();
        }
    }

    /** A loss that may leave elements as they are must find zeros, not the step's before. */
    private Tensor allocateGradient(Tensor output) {
        String name = "gradient of the loss";
        return loss.overwritesGradient()
                ? run.pass().scope().allocateUninitialized(name, output.dim(0), output.dim(1), output.dim(2))
                : run.pass().scope().allocate(name, output.shape());
    }

    private void scale(Tensor tensor, float factor) {
        int width = tensor.dim(2);
        if (row.length < width) {
            row = new float[width];
        }
        for (int from = 0; from < tensor.size(); from += width) {
            tensor.read(from, row, 0, width);
            for (int j = 0; j < width; j++) {
                row[j] *= factor;
            }
            tensor.write(from, row, 0, width);
        }
    }

    /** Σ over the batches since {@link #begin} of (loss · {@link #count}). */
    double weightedLoss() {
        return weightedLoss;
    }

    /** How many terms the losses since {@link #begin} were means over. */
    long count() {
        return count;
    }

    @Override
    public void close() {
        run.close();
    }
}
