package org.gru4j.check;

import java.util.List;
import java.util.Map;
import org.gru4j.backend.Backend;

/**
 * Everything that goes into forward and backward passes of layers of one kind of cell, and what they come to: named
 * tensors. The output and the final states are {@code y} and {@code hT} or {@code sT}, the gradients of what goes in
 * {@code dx} and {@code dh0} or {@code ds0}; those of parameters end in {@code .W}, {@code .U} and {@code .b}.
 *
 * <p>Immutable as long as nobody writes into its arrays.
 */
public sealed interface RecurrentCase permits GruCase, RnnCase {
    /** What it is called. */
    String name();

    /** T. */
    int steps();

    /** N. */
    int batch();

    /** L. */
    int layers();

    /** H. */
    int hiddenSize();

    /** The most features that one of its layers reads. */
    int widestInput();

    /** How often forward and backward run before the gradients are read, which add up. */
    int passes();

    /** x [T,N,I]. */
    double[] x();

    /** The initial states; null for zeros. */
    double[] initialStates();

    /** The upstream gradient of y; null for zeros. */
    double[] dy();

    /** The upstream gradient of the final states; null for zeros. */
    double[] upstreamOfStates();

    /** The largest weight. */
    double largestWeight();

    /**
     * The same with each number that goes in, but masks, a float further up or down.
     *
     * @param seed of the directions
     */
    RecurrentCase moved(long seed);

    /** What it comes to by the reference in doubles, from end to end. */
    Map<String, double[]> inDoubles();

    /** What it comes to on a backend, in training. */
    Map<String, double[]> trainedOn(Backend backend);

    /**
     * What it comes to on a backend in inference, each time that it is run on one model: the output and final states.
     */
    List<Map<String, double[]>> inferredOn(Backend backend, int times);
}
