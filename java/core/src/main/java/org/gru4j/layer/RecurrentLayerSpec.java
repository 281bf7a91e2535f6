package org.gru4j.layer;

import java.util.Optional;
import org.gru4j.recurrent.RecurrentSpec;

/** The spec of {@link StackedCells} as a layer of a model. Immutable. */
public sealed interface RecurrentLayerSpec extends LayerSpec permits GruLayer, RnnLayer {
    /** Returns the spec of the cells. */
    RecurrentSpec spec();

    @Override
    default int inputFeatures() {
        return spec().inputSize();
    }

    @Override
    default int outputFeatures() {
        return spec().outputSize();
    }

    @Override
    default Optional<Recurrence> recurrence() {
        return Optional.of(new Recurrence(spec().direction(), spec().stateCount(), spec().hiddenSize()));
    }

    @Override
    default void declare(Parameters.Layout layout, String name) {
        StackedCells.declare(layout, name, spec());
    }

    @Override
    StackedCells create(String name, Parameters parameters);
}
