package org.gru4j.optim;

import java.util.List;
import org.gru4j.argument.Arguments;
import org.gru4j.backend.OptimizerKernel;
import org.gru4j.layer.Parameters;
import org.gru4j.random.CounterRandom;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;

/**
 * Noise added to the gradients (Neelakantan et al., arXiv 1511.06807): g ← g + N(0, σ²) element by element, with
 * σ² = η ÷ (1+t)^γ, t being the steps begun before. To be added after clipping, which would take the noise's own norm,
 * σ·√count, for the gradient's.
 *
 * <p>Numbers are drawn by the rule of {@link CounterRandom}: they depend on a parameter's name and the place in it, not
 * on the layout. Not thread-safe.
 */
public final class GradientNoise {
    /** γ of the paper. */
    public static final double GAMMA = 0.55;

    private final Parameters parameters;
    private final double eta;
    private final double gamma;
    private final long[] places;
    private final Tensor[] gradients;

    /**
     * @param eta η, positive; the paper chose among 0.01, 0.3 and 1
     * @param gamma γ, from 0 on
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

    /** @param step t, from 0 on */
    public void apply(long seed, long step) {
        Arguments.requireNotNegative("noise step", step);
        OptimizerKernel kernel = parameters.backend().optimizer();
        double deviation = Math.sqrt(eta / Math.pow((double) (1 + step), gamma));
        for (int k = 0; k < places.length; k++) {
            kernel.addNormal(gradients[k], CounterRandom.key(seed, step, places[k]), deviation);
        }
    }
}
