package org.gru4j.interop.keras;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.gru4j.recurrent.ResetGate;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code .weights.h5} file does not say of its model.
 *
 * <p>Immutable.
 *
 * @param order the layers with weights from first to last, by what the file calls them ({@code gru}, {@code gru_1},
 *     {@code dense}); empty to see it from their numbers and sizes. {@code :identity} between two Dense layers says
 *     that the first has no activation, {@code activation:identity} that this layer without weights does nothing
 * @param goBackwards those of them that were made with {@code go_backwards}
 * @param finalStates those of them that were made without {@code return_sequences}
 * @param biaslessResetGate of GRUs without a bias; null if there are none
 */
public record WeightsHints(
        List<String> order,
        Set<String> goBackwards,
        Set<String> finalStates,
        @Nullable ResetGate biaslessResetGate) {
    public WeightsHints {
        order = List.copyOf(order);
        goBackwards = Set.copyOf(goBackwards);
        finalStates = Set.copyOf(finalStates);
    }

    /** Nothing is known besides the file. */
    public static WeightsHints none() {
        return new WeightsHints(List.of(), Set.of(), Set.of(), null);
    }

    public WeightsHints order(String... names) {
        return new WeightsHints(List.of(names), goBackwards, finalStates, biaslessResetGate);
    }

    public WeightsHints goBackwards(String... names) {
        return new WeightsHints(order, Set.of(names), finalStates, biaslessResetGate);
    }

    /** Layers that emit what they have read a sequence to, and nothing before; others emit every step. */
    public WeightsHints finalStates(String... names) {
        return new WeightsHints(order, goBackwards, Set.of(names), biaslessResetGate);
    }

    /** {@link ResetGate#AFTER} for {@code reset_after=True}, which is Keras's default. */
    public WeightsHints biaslessResetGate(ResetGate value) {
        return new WeightsHints(order, goBackwards, finalStates, Objects.requireNonNull(value, "resetGate"));
    }
}
