package org.gru4j.layer;

import java.util.List;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.RecurrentSpec;

/**
 * The spec of {@link StackedCells} that start from states that another node emits, [1,N,K·H], instead of zeros.
 * Gradients flow back through these states. Its first input is x, its second the states. Immutable.
 */
public sealed interface RecurrentJoinSpec extends JoinSpec permits GruFromStatesLayer, RnnFromStatesLayer {
    /** Returns the spec of the cells. */
    RecurrentSpec spec();

    /** Returns the layer without the states. */
    RecurrentLayerSpec layer();

    @Override
    default String kind() {
        return layer().kind();
    }

    @Override
    default boolean readsTheSameSteps() {
        return false;
    }

    /** Returns true for the states. */
    @Override
    default boolean readsWhole(int k) {
        return k == 1;
    }

    @Override
    default boolean runsStepByStep() {
        return spec().direction() == Direction.FORWARD;
    }

    @Override
    default int outputFeatures(List<Integer> inputFeatures) {
        List<Integer> expected =
                List.of(spec().inputSize(), Math.multiplyExact(spec().stateCount(), spec().hiddenSize()));
        if (!inputFeatures.equals(expected)) {
            throw new IllegalArgumentException(
                    "expected features and states of " + expected + " but got " + inputFeatures);
        }
        return spec().outputSize();
    }

    @Override
    default void declare(Parameters.Layout layout, String name) {
        layer().declare(layout, name);
    }

    @Override
    default RecurrentJoin create(String name, Parameters parameters) {
        return new RecurrentJoin(name, layer().create(name, parameters));
    }
}
