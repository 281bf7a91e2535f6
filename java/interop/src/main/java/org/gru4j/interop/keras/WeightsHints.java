package org.gru4j.interop.keras;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.gru4j.gru.ResetGate;

/**
 * What a {@code .weights.h5} file does not say of its model.
 *
 * @param order the layers with weights from first to last, by what the file calls them ({@code gru}, {@code gru_1},
 *     {@code dense}); empty to see it from their numbers and sizes
 * @param goBackwards those of them that were made with {@code go_backwards}
 * @param biaslessResetGate of GRUs without a bias; null if there are none
 */
public record WeightsHints(List<String> order, Set<String> goBackwards, ResetGate biaslessResetGate) {
    public WeightsHints {
        order = List.copyOf(order);
        goBackwards = Set.copyOf(goBackwards);
    }

    /** Nothing is known besides the file. */
    public static WeightsHints none() {
        return new WeightsHints(List.of(), Set.of(), null);
    }

    public WeightsHints order(String... names) {
        return new WeightsHints(List.of(names), goBackwards, biaslessResetGate);
    }

    public WeightsHints goBackwards(String... names) {
        return new WeightsHints(order, Set.of(names), biaslessResetGate);
    }

    /** {@link ResetGate#AFTER} for {@code reset_after=True}, which is Keras's default. */
    public WeightsHints biaslessResetGate(ResetGate value) {
        return new WeightsHints(order, goBackwards, Objects.requireNonNull(value, "resetGate"));
    }
}
