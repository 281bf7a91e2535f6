package org.gru4j.layer;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The names of layers in files. In a model's description, {@code "layer":"dense"} determines the record that holds the
 * other values.
 *
 * <p>A program with a custom layer registers it before it saves or loads a model that contains the layer:
 * <pre>
 *   record NormLayer(int size) implements LayerSpec { … }
 *
 *   LayerSpecs.register("mine.norm", NormLayer.class);
 * </pre>
 * Give it a name with a prefix and a point: names without a point are for the library's layers, of which later versions may
 * have more.
 *
 * <p>In a named module, the record's package must be open to {@code com.fasterxml.jackson.databind}. A name stays
 * registered as long as the library is loaded. Thread-safe.
 */
public final class LayerSpecs {
    private static final Map<String, Class<? extends NodeSpec>> TYPES = new TreeMap<>(Map.ofEntries(
            entry("embedding", EmbeddingLayer.class),
            entry("gru", GruLayer.class),
            entry("rnn", RnnLayer.class),
            entry("dense", DenseLayer.class),
            entry("pooling", PoolingLayer.class),
            entry("final", FinalStatesLayer.class),
            entry("items", ItemScoresLayer.class),
            entry("dropout", DropoutLayer.class),
            entry("activation", ActivationLayer.class),
            entry("prelu", PReluLayer.class),
            entry("layernorm", LayerNormLayer.class),
            entry("batchnorm", BatchNormLayer.class),
            entry("conv", Conv1dLayer.class),
            entry("maxpool", MaxPoolingLayer.class),
            entry("step", StepLayer.class),
            entry("features", FeaturesLayer.class),
            entry("reverse", ReverseLayer.class),
            entry("shift", ShiftLayer.class),
            entry("merge", DirectionMergeLayer.class),
            entry("attentionpool", AttentionPoolingLayer.class),
            entry("tied", TiedScoresLayer.class),
            entry("attention", AttentionLayer.class),
            entry("concat", ConcatLayer.class),
            entry("add", SumLayer.class),
            entry("multiply", ProductLayer.class),
            entry("repeat", RepeatLayer.class),
            entry("states", StatesLayer.class),
            entry("gru_from_states", GruFromStatesLayer.class),
            entry("rnn_from_states", RnnFromStatesLayer.class)));

    private LayerSpecs() {}

    /**
     * Registers the name of a layer in files. Repeating a registration has no effect.
     *
     * @param name not empty
     * @throws IllegalArgumentException if the name belongs to another class, or the class has another name
     */
    public static void register(String name, Class<? extends NodeSpec> type) {
        if (name.isBlank()) {
            throw new IllegalArgumentException(
                    "layer name of " + type.getName() + ": expected a word but got '" + name + "'");
        }
        synchronized (TYPES) {
            Class<? extends NodeSpec> holder = TYPES.get(name);
            String given = find(type);
            if (holder != null && holder != type) {
                throw new IllegalArgumentException("layer name '" + name + "' is taken by " + holder.getName()
                        + ": register " + type.getName() + " by another");
            }
            if (given != null && !given.equals(name)) {
                throw new IllegalArgumentException(type.getName() + " is registered as layer '" + given
                        + "': expected that name but got '" + name + "'");
            }
            TYPES.put(name, type);
        }
    }

    /** Returns all names, including those of built-in layers. */
    public static Set<String> names() {
        synchronized (TYPES) {
            return new TreeSet<>(TYPES.keySet());
        }
    }

    /** Returns the class with this name; null if there is none. */
    static @Nullable Class<? extends NodeSpec> type(String name) {
        synchronized (TYPES) {
            return TYPES.get(name);
        }
    }

    /** @throws IllegalArgumentException if the class is not registered */
    static String name(Class<?> type) {
        synchronized (TYPES) {
            String name = find(type);
            if (name == null) {
                throw new IllegalArgumentException(
                        type.getName() + " has no name in files: register it with LayerSpecs.register");
            }
            return name;
        }
    }

    /** Returns the name of a class; null if it is not registered. */
    private static @Nullable String find(Class<?> type) {
        for (Map.Entry<String, Class<? extends NodeSpec>> entry : TYPES.entrySet()) {
            if (entry.getValue() == type) {
                return entry.getKey();
            }
        }
        return null;
    }
}
