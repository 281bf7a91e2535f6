package org.gru4j.train;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.data.Batch;
import org.gru4j.layer.Pass;
import org.gru4j.loss.OutputLoss;
import org.gru4j.loss.SampledLoss;
import org.gru4j.model.Sequential;
import org.gru4j.optim.TrainingDivergedException;
import org.gru4j.tensor.Tensor;

/**
 * Computes the gradients of batches and adds them to a model's gradient slab. Owns its pass and the carried states, not
 * the model.
 */
final class GradientRun implements AutoCloseable {
    private final List<OutputLoss> losses;
    private final List<Tensor> gradients = new ArrayList<>();
    private final BatchRun run;
    private final boolean overwritesGradients;
    private double weightedLoss;
    private long count;
    private boolean zeroed;
    private long step;

    /** @param losses of the model's outputs; an output without a loss adds nothing to the gradient */
    GradientRun(Sequential model, List<OutputLoss> losses) {
        this.losses = losses;
        overwritesGradients = losses.stream().allMatch(one -> one.loss().overwritesGradient());
        Pass pass = Pass.training(model.backend());
        run = new BatchRun(model, overwritesGradients ? pass.reusingTensors() : pass);
    }

    Sequential model() {
        return run.model();
    }

    CarriedStates states() {
        return run.states();
    }

    /**
     * Begins a training step. Sets the sums of losses to zero now, and the gradients when the first batch is added.
     *
     * @param ofTraining the number of the training step, for error messages
     */
    void begin(long ofTraining) {
        step = ofTraining;
        zeroed = false;
        weightedLoss = 0;
        count = 0;
    }

    /** Sets the gradients to zero if no batch was added since {@link #begin}. */
    void zeroUnlessAdded() {
        if (!zeroed) {
            model().parameters().zeroGradients();
            zeroed = true;
        }
    }

    /**
     * Runs forward, the losses and backward for a batch, and adds its gradient.
     *
     * @param batch the rows whose gradient is added: some or all rows of {@code whole}
     * @param firstRow the index in {@code whole} of this batch's first row
     * @param seed random masks are a function of it and of {@code number}
     * @param alone whether it is the step's only batch. If so, the gradient is that of the batch's mean loss. Otherwise
     *     it is multiplied by the number of terms that the first output's loss averages over, so that all terms of the
     *     step have the same weight
     * @return the mean loss
     * @throws TrainingDivergedException if the loss is not finite
     */
    double add(Batch batch, int firstRow, Batch whole, long seed, long number, boolean alone) {
        Pass pass = run.pass();
        pass.begin(batch.lengths(), seed, number);
        try {
            pass.drawAsRowsOf(firstRow, whole.size());
            for (int k = 0; k < losses.size(); k++) {
                if (losses.get(k).loss() instanceof SampledLoss sampled) {
                    pass.restrictTo(sampled.draw(target(batch, k), seed, number));
                }
            }
            run.forward(batch);
            gradients.clear();
            double total = 0;
            int terms = losses.get(0).loss().count(target(batch, 0));
            for (int k = 0; k < losses.size(); k++) {
                total += compute(batch, whole, k, alone);
            }
            zeroUnlessAdded();
            backward();
            weightedLoss += alone ? terms * total : total;
            count += terms;
            return alone || terms == 0 ? total : total / terms;
        } finally {
            pass.end();
        }
    }

    private Batch target(Batch batch, int k) {
        return batch.target(losses.get(k).output());
    }

    /**
     * Computes the k-th loss times its weight, times its share of the step's terms unless {@code alone}; adds its
     * gradient.
     */
    private double compute(Batch batch, Batch whole, int k, boolean alone) {
        OutputLoss own = losses.get(k);
        Batch target = target(batch, k);
        Tensor output = model().output(run.pass(), own.output());
        Tensor dOutput = allocateGradient(output);
        gradients.add(dOutput);
        double value = own.loss().compute(output, target, dOutput);
        TrainingDivergedException.requireFinite("loss", value, step);
        double factor = own.weight();
        if (!alone) {
            int terms = own.loss().count(target);
            int ofWhole = k == 0 ? terms : own.loss().count(target(whole, k));
            int first = k == 0 ? 1 : losses.get(0).loss().count(target(whole, 0));
            factor *= k == 0 ? terms : ofWhole == 0 ? 0 : (double) terms * first / ofWhole;
        }
        if (factor != 1) {
            run.pass().backend().elementwise().scale(factor, dOutput);
        }
        return factor * value;
    }

    private void backward() {
        if (losses.size() == 1 && model().spec().outputs().size() == 1) {
            model().backward(run.pass(), gradients.get(0));
        } else {
            for (int k = 0; k < losses.size(); k++) {
                model().addGradient(run.pass(), losses.get(k).output(), gradients.get(k));
            }
            model().backward(run.pass());
        }
    }

    /** Allocates zeros unless the loss overwrites every element: memory is reused from step to step. */
    private Tensor allocateGradient(Tensor output) {
        String name = "gradient of the loss";
        return overwritesGradients
                ? run.pass().scope().allocateUninitialized(name, output.dim(0), output.dim(1), output.dim(2))
                : run.pass().scope().allocate(name, output.shape());
    }

    /** Returns Σ of loss · {@link #count} over the batches since {@link #begin}. */
    double weightedLoss() {
        return weightedLoss;
    }

    /** Returns the number of terms that the losses since {@link #begin} average over. */
    long count() {
        return count;
    }

    @Override
    public void close() {
        run.close();
    }
}
