package org.gru4j.optim;

import java.util.List;
import org.gru4j.argument.Arguments;
import org.gru4j.backend.OptimizerKernel;
import org.gru4j.layer.Parameters;
import org.gru4j.random.CounterRandom;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;

/**
 * Adds noise to the gradients (Neelakantan et al., arXiv 1511.06807): g ← g + N(0, σ²) element by element, with σ² = η
 * ÷ (1+t)^γ, where t is the number of steps begun before. Add it after clipping: the norm of the noise alone is about
 * σ·√count, and clipping would mistake it for the gradient's.
 *
 * <p>The numbers follow the rule of {@link CounterRandom}: they depend on a parameter's name and the index in the
 * parameter, not on the layout of the slab. Not thread-safe.
 */
public final class GradientNoise {
    /** γ in the paper. */
    public static final double GAMMA = 0.55;

    private final Parameters parameters;
    private final double eta;
    private final double gamma;
    private final long[] places;
    private final Tensor[] gradients;

    /**
     * Creates the noise for the gradients of {@code parameters}.
     *
     * @param eta η, positive; the paper uses 0.01, 0.3 or 1
     * @param gamma γ, not negative
     */
    public GradientNoise(Parameters parameters, double eta, double gamma) {
        Arguments.requireFinitePositive("noise eta", eta);
        Arguments.requireFiniteNotNegative("noise gamma", gamma);
        this.parameters = parameters;
        this.eta = eta;
        this.gamma = gamma;
        List<String> names = parameters.names();
        places = names.stream()
                .mapToLong(name -> ("noise of " + name).hashCode())
                .toArray();
        gradients = names.stream().map(name -> flat(parameters.gradient(name))).toArray(Tensor[]::new);
    }

    private static Tensor flat(Tensor gradient) {
        return gradient.view(gradient.name(), 0, Shape.of(gradient.size()));
    }

    /**
     * Adds the noise of one step to the gradients.
     *
     * @param seed the training's seed
     * @param step t, not negative
     */
    public void apply(long seed, long step) {
        Arguments.requireNotNegative("noise step", step);
        OptimizerKernel kernel = parameters.backend().optimizer();
        double deviation = Math.sqrt(eta / Math.pow((double) (1 + step), gamma));
        for (int k = 0; k < places.length; k++) {
            kernel.addNormal(gradients[k], CounterRandom.key(seed, step, places[k]), deviation);
        }
    }
}
