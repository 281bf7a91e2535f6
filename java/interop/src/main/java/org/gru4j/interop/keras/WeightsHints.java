package org.gru4j.interop.keras;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.gru4j.recurrent.ResetGate;
import org.jspecify.annotations.Nullable;

/**
 * Settles what a {@code .weights.h5} file leaves open about its model.
 *
 * <p>Immutable.
 *
 * @param order the layers with weights from first to last, by their names in the file ({@code gru}, {@code gru_1},
 *     {@code dense}); empty to infer the order from their numbers and sizes. {@code :identity} between two Dense layers
 *     means that the first has no activation. {@code activation:identity} means that this layer without weights
 *     computes nothing
 * @param goBackwards the layers that were made with {@code go_backwards}
 * @param finalStates the layers that were made without {@code return_sequences}
 * @param biaslessResetGate the kind of GRUs without a bias; null if there are none
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

    /** Returns no hints. */
    public static WeightsHints none() {
        return new WeightsHints(List.of(), Set.of(), Set.of(), null);
    }

    /** Returns these hints with an order of the layers, as in {@link #order()}. */
    public WeightsHints order(String... names) {
        return new WeightsHints(List.of(names), goBackwards, finalStates, biaslessResetGate);
    }

    /** Returns these hints with the layers that were made with {@code go_backwards}. */
    public WeightsHints goBackwards(String... names) {
        return new WeightsHints(order, Set.of(names), finalStates, biaslessResetGate);
    }

    /**
     * Returns these hints with the layers that were made without {@code return_sequences}. They emit only the state
     * after the last step that they read; other layers emit every step.
     */
    public WeightsHints finalStates(String... names) {
        return new WeightsHints(order, goBackwards, Set.of(names), biaslessResetGate);
    }

    /**
     * Returns these hints with the kind of GRUs without a bias.
     *
     * @param value {@link ResetGate#AFTER} for {@code reset_after=True}, which is Keras's default
     */
    public WeightsHints biaslessResetGate(ResetGate value) {
        return new WeightsHints(order, goBackwards, finalStates, Objects.requireNonNull(value, "resetGate"));
    }
}
