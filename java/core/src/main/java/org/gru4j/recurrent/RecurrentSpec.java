package org.gru4j.recurrent;

/**
 * Recurrent layers, described once: a stack, each layer one or two directions wide. H = hiddenSize, D = 1 or 2
 * directions; each layer and direction is one kernel, in the order l0 forward, l0 reverse, l1 forward, … Immutable.
 */
public sealed interface RecurrentSpec permits GruSpec, RnnSpec {
    /** Layers of any cell, without dropout, masks or anything else that only some cells have. */
    static RecurrentSpec of(
            RecurrentCell cell, int inputSize, int hiddenSize, int numLayers, Direction direction, boolean bias) {
        return switch (cell) {
            case GRU_BEFORE, GRU_AFTER -> {
                ResetGate resetGate = cell == RecurrentCell.GRU_AFTER ? ResetGate.AFTER : ResetGate.BEFORE;
                yield new GruSpec(inputSize, hiddenSize, numLayers, direction, resetGate, bias, 0, 0, 0);
            }
            case LSTM, TANH -> new RnnSpec(cell, inputSize, hiddenSize, numLayers, direction, bias);
        };
    }

    /** What all layers are made of. */
    RecurrentCell cell();

    /** The features of x that the first layer reads. */
    int inputSize();

    /** H, the units of each layer and direction. */
    int hiddenSize();

    /** L; layer l &gt; 0 reads all D·H features of the layer below. */
    int numLayers();

    /** The order in which each layer reads its sequences. */
    Direction direction();

    /** Whether there is a bias that is trained; without, it is zero. */
    boolean bias();

    /** In training, the probability of a zero in what a layer l &gt; 0 reads of the layer below. */
    default double dropout() {
        return 0;
    }

    /** In training, the probability of a zero in the state's mask; see {@link GruMasks}. */
    default double recurrentDropout() {
        return 0;
    }

    /** In training, the probability that a unit keeps its state at a step; see {@link GruMasks}. */
    default double zoneout() {
        return 0;
    }

    /** D·H: the features that it emits at each step. */
    default int outputSize() {
        return direction().count() * hiddenSize();
    }

    /** The features that layer {@code l} reads: the user's input, or the layer below. */
    default int inputSizeOf(int l) {
        return l == 0 ? inputSize() : outputSize();
    }

    /** L·D: how many kernels it takes. */
    default int kernelCount() {
        return numLayers() * direction().count();
    }

    /** L·D·S: how many states [N,H] it carries, in the order of the kernels; of LSTMs each kernel's h, then its c. */
    default int stateCount() {
        return kernelCount() * cell().states();
    }

    /** The layer that the {@code k}-th kernel is in. */
    default int layerOf(int k) {
        return k / direction().count();
    }

    /** Whether the {@code k}-th kernel reads from the last step to the first. */
    default boolean isReverse(int k) {
        return direction().isReverse(k % direction().count());
    }

    /** How many floats are trained. */
    default long parameterCount() {
        long count = 0;
        long rows = bias() ? cell().biasRows() : 0;
        for (int l = 0; l < numLayers(); l++) {
            count += direction().count()
                    * (long) hiddenSize()
                    * (cell().gates() * ((long) inputSizeOf(l) + hiddenSize()) + rows);
        }
        return count;
    }
}
