package org.gru4j.recurrent;

/**
 * Definition of recurrent layers: a stack, each layer with one or two directions. H = hiddenSize; D is the number of
 * directions, 1 or 2. Each layer and direction is one kernel. Kernels are in the order l0 forward, l0 reverse, l1
 * forward, … Immutable.
 */
public sealed interface RecurrentSpec permits GruSpec, RnnSpec {
    /** Returns layers of any cell, without dropout, masks and other options that only some cells have. */
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

    /** The cell of all layers. */
    RecurrentCell cell();

    /** I, features of x that the first layer reads. */
    int inputSize();

    /** H, units of each layer and direction. */
    int hiddenSize();

    /** L, layers of the stack. Layer l &gt; 0 reads all D·H features of the layer below. */
    int numLayers();

    /** The order in which each layer reads its sequences. */
    Direction direction();

    /** Whether biases are trained; if not, they are zero. */
    boolean bias();

    /** In training, the probability that a feature which a layer l &gt; 0 reads from the layer below is set to zero. */
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

    /** D·H, the features that the last layer emits at each step. */
    default int outputSize() {
        return direction().count() * hiddenSize();
    }

    /** Returns the number of features that layer {@code l} reads, from the input or from the layer below. */
    default int inputSizeOf(int l) {
        return l == 0 ? inputSize() : outputSize();
    }

    /** L·D, the number of kernels. */
    default int kernelCount() {
        return numLayers() * direction().count();
    }

    /** L·D·S, the number of states [N,H], in the order of the kernels. For LSTMs each kernel has h, then c. */
    default int stateCount() {
        return kernelCount() * cell().states();
    }

    /** Returns the layer of the {@code k}-th kernel. */
    default int layerOf(int k) {
        return k / direction().count();
    }

    /** Returns whether the {@code k}-th kernel reads from the last step to the first. */
    default boolean isReverse(int k) {
        return direction().isReverse(k % direction().count());
    }

    /** Number of floats that are trained. */
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
