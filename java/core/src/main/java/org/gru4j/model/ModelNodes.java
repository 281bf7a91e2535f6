package org.gru4j.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.layer.Join;
import org.gru4j.layer.JoinSpec;
import org.gru4j.layer.Layer;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.Parameters;
import org.gru4j.layer.Recurrent;
import org.gru4j.layer.RecurrentJoin;
import org.gru4j.layer.StackedCells;
import org.jspecify.annotations.Nullable;

/**
 * The inputs and nodes of a model, and the code that computes each node. A place is an index that counts the inputs
 * first, then the nodes. Immutable, so any number of passes can use it.
 */
final class ModelNodes {
    private final int inputs;
    private final List<String> names = new ArrayList<>();
    private final List<ModelSteps.Origin> origins;
    private final int[] steps;
    private final int[] features;
    private final int[][] reads;
    private final @Nullable Layer[] layers;
    private final @Nullable Join[] joins;
    private final boolean[] readByJoin;

    ModelNodes(ModelSpec spec, Parameters parameters) {
        inputs = spec.inputs().size();
        origins = spec.steps().origins();
        int places = inputs + spec.nodes().size();
        steps = new int[places];
        features = new int[inputs];
        reads = new int[places][0];
        layers = new Layer[places];
        joins = new Join[places];
        readByJoin = new boolean[places];
        Map<String, Integer> placeOf = new HashMap<>();
        for (ModelInput input : spec.inputs()) {
            features[add(input.name(), spec, placeOf)] = input.features();
        }
        for (ModelNode node : spec.nodes()) {
            int place = add(node.name(), spec, placeOf);
            reads[place] = node.reads().stream().mapToInt(placeOf::get).toArray();
            if (node.layer() instanceof LayerSpec layer) {
                layers[place] = layer.create(node.parametersName(), parameters);
            } else {
                joins[place] = ((JoinSpec) node.layer()).create(node.parametersName(), parameters);
                for (int read : reads[place]) {
                    readByJoin[read] = true;
                }
            }
        }
    }

    private int add(String name, ModelSpec spec, Map<String, Integer> placeOf) {
        int place = names.size();
        names.add(name);
        placeOf.put(name, place);
        steps[place] = spec.steps().of(name);
        return place;
    }

    /** Returns the number of inputs, which is the place of the first node. */
    int inputs() {
        return inputs;
    }

    /** Returns the number of inputs and nodes. */
    int places() {
        return steps.length;
    }

    List<ModelSteps.Origin> origins() {
        return origins;
    }

    String name(int place) {
        return names.get(place);
    }

    /** @throws IllegalArgumentException if there is no input or node of that name */
    int place(String name) {
        int place = names.indexOf(name);
        if (place < 0) {
            throw new IllegalArgumentException(
                    "expected an input or node of the model, one of " + names + ", but got '" + name + "'");
        }
        return place;
    }

    /** Returns the number, in {@link ModelSteps}, of the steps that a place emits. */
    int steps(int place) {
        return steps[place];
    }

    int[] reads(int place) {
        return reads[place];
    }

    /** Returns the layer at a place; null for inputs and joins. */
    @Nullable
    Layer layer(int place) {
        return layers[place];
    }

    /** Returns the join at a place; null of inputs and layers. */
    @Nullable
    Join joinOrNull(int place) {
        return joins[place];
    }

    /** Returns the join at a place that is neither an input nor a layer. */
    Join join(int place) {
        Join join = joins[place];
        if (join == null) {
            throw new IllegalStateException("'" + names.get(place) + "' is no join");
        }
        return join;
    }

    /** Returns the layer, or the recurrent layer within a join; null for inputs and all other joins. */
    @Nullable
    Layer producer(int place) {
        return joins[place] instanceof RecurrentJoin recurrent ? recurrent.cells() : layers[place];
    }

    /** Returns whether a join reads this place. */
    boolean isReadByJoin(int place) {
        return readByJoin[place];
    }

    /** Returns the number of features of an input; 0 for token ids. */
    int features(int place) {
        return features[place];
    }

    /** @throws IllegalStateException if the layer does not accept gradients of its final states */
    StackedCells cells(int place) {
        if (layers[place] instanceof StackedCells cells) {
            return cells;
        }
        throw new IllegalStateException("node '" + names.get(place)
                + "': its final states are read, but its layer takes no gradient of them in backward");
    }

    /** Returns the layers that carry states, in the order of the nodes. */
    List<Recurrent> recurrent() {
        List<Recurrent> all = new ArrayList<>();
        for (Layer layer : layers) {
            if (layer instanceof Recurrent recurrent) {
                all.add(recurrent);
            }
        }
        return List.copyOf(all);
    }
}
