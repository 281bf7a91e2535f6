package org.gru4j.model;

import java.util.Arrays;
import java.util.List;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.Recurrence;
import org.gru4j.tensor.ShapeException;

/**
 * The state of a {@link SequenceStream}: the states [K,H] of the recurrent layers, one after the other. Immutable. To
 * keep it outside of the JVM, store {@link #toArray} and later pass it to {@link #of(ModelSpec, float...)} with the
 * model's description.
 */
public final class SequenceStreamState {
    private final ModelSpec spec;
    private final float[] floats;

    /** @param floats owned by this object from now on */
    SequenceStreamState(ModelSpec spec, float[] floats) {
        this.spec = spec;
        this.floats = floats;
    }

    /**
     * Creates a state from stored floats.
     *
     * @param spec the description of the state's model
     * @param floats the result of {@link #toArray}; copied
     * @throws ShapeException if the model's state has a different size
     */
    public static SequenceStreamState of(ModelSpec spec, float... floats) {
        int size = size(spec);
        if (floats.length != size) {
            throw new ShapeException("state: expected " + size + " floats but got " + floats.length);
        }
        return new SequenceStreamState(spec, floats.clone());
    }

    /** Returns the sum of K·H over the recurrent layers. */
    static int size(ModelSpec spec) {
        return recurrences(spec).stream().mapToInt(Recurrence::size).reduce(0, Math::addExact);
    }

    private static List<Recurrence> recurrences(ModelSpec spec) {
        return spec.nodes().stream()
                .filter(node -> node.layer() instanceof LayerSpec)
                .flatMap(node -> ((LayerSpec) node.layer()).recurrence().stream())
                .toList();
    }

    /** Returns the description of the state's model. */
    public ModelSpec spec() {
        return spec;
    }

    /** Returns a copy of all states, those of the first recurrent layer first. */
    public float[] toArray() {
        return floats.clone();
    }

    /**
     * Returns a copy of the states [K,H] of the {@code k}-th recurrent layer.
     *
     * @throws IndexOutOfBoundsException if the model has no such layer
     */
    public float[] of(int k) {
        List<Recurrence> recurrences = recurrences(spec);
        if (k < 0 || k >= recurrences.size()) {
            throw new IndexOutOfBoundsException("recurrent layer " + k + " of " + recurrences.size());
        }
        int at = recurrences.subList(0, k).stream().mapToInt(Recurrence::size).sum();
        return Arrays.copyOfRange(floats, at, at + recurrences.get(k).size());
    }

    /** Returns the floats themselves, not a copy; read-only. */
    float[] floats() {
        return floats;
    }

    /**
     * @throws IllegalArgumentException if this state belongs to a different model; the message contains the first layer
     *     that differs
     */
    void requireSpec(ModelSpec expected) {
        if (spec.equals(expected)) {
            return;
        }
        int k = 0;
        while (k < Math.min(spec.nodes().size(), expected.nodes().size())
                && spec.nodes().get(k).equals(expected.nodes().get(k))) {
            k++;
        }
        throw new IllegalArgumentException("the state belongs to a different model: layer " + k + ": expected "
                + layer(expected, k) + " but got " + layer(spec, k));
    }

    private static String layer(ModelSpec spec, int k) {
        return k < spec.nodes().size() ? spec.nodes().get(k).layer().toString() : "none";
    }

    /** Returns whether the other object is a state of an equal model, with the same bits. */
    @Override
    public boolean equals(Object other) {
        return other instanceof SequenceStreamState state
                && spec.equals(state.spec)
                && Arrays.equals(floats, state.floats);
    }

    @Override
    public int hashCode() {
        return 31 * spec.hashCode() + Arrays.hashCode(floats);
    }

    @Override
    public String toString() {
        return "state of " + floats.length + " floats of " + spec;
    }
}
