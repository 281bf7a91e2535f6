package org.gru4j.layer;

import java.util.List;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.RecurrentSpec;

/**
 * {@link StackedCells} that start from the states that another node emits, [1,N,K·H], instead of zeros; gradients go back
 * through them. It reads x first, then the states. Immutable.
 */
public sealed interface RecurrentJoinSpec extends JoinSpec permits GruFromStatesLayer, RnnFromStatesLayer {
    /** The stack. */
    RecurrentSpec spec();

    /** The layer without the states. */
    RecurrentLayerSpec layer();

    @Override
    default String kind() {
        return layer().kind();
    }

    @Override
    default boolean readsTheSameSteps() {
        return false;
    }

    /** The states that it starts from. */
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
