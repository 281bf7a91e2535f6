package org.gru4j.interop.pytorch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.gru4j.layer.EmbeddingLayer;
import org.gru4j.layer.LayerSpec;
import org.gru4j.model.ModelSpec;

/**
 * The order of a model's modules, which a state dict in a file does not keep: the only one in which each reads as many
 * features as the one before emits. A matrix without a bias is an nn.Embedding if it is first, and can't be first
 * otherwise.
 */
final class PyTorchOrder {
    /** A module that has found its place. */
    record Placed(PyTorchModule module, LayerSpec layer) {}

    /** What the search may cost; beyond, the user is asked. */
    private static final int MAX_STEPS = 100_000;

    private final List<PyTorchModule> modules;
    private final List<List<Placed>> found = new ArrayList<>();
    private int steps;

    private PyTorchOrder(Collection<PyTorchModule> modules) {
        this.modules = new ArrayList<>(modules);
    }

    /** @throws IllegalArgumentException that lists the modules, if no order fits, or more than one */
    static List<Placed> of(Collection<PyTorchModule> modules) {
        if (modules.isEmpty()) {
            throw new IllegalArgumentException("there is no module");
        }
        PyTorchOrder order = new PyTorchOrder(modules);
        order.search(new ArrayList<>());
        if (order.found.size() > 1 || order.steps >= MAX_STEPS) {
            String why = order.found.size() > 1
                    ? "their sizes fit in more than one order"
                    : "there are too many orders to try";
            throw new IllegalArgumentException(
                    "modules: " + why + ": " + modules + "; name them in the order in which they are run");
        }
        if (order.found.isEmpty()) {
            throw new IllegalArgumentException("modules: in no order do they read what the one before emits: " + modules
                    + "; if some belong to another model, name those to be read, in their order");
        }
        return order.found.get(0);
    }

    @SuppressWarnings("ReferenceEquality") // a module is one of a list, and is placed once
    private void search(List<Placed> placed) {
        if (found.size() > 1 || steps >= MAX_STEPS) {
            return;
        }
        if (placed.size() == modules.size()) {
            found.add(List.copyOf(placed));
            return;
        }
        for (PyTorchModule module : modules) {
            steps++;
            LayerSpec layer = placed.isEmpty() ? module.first() : module.later();
            if (placed.stream().noneMatch(other -> other.module() == module) && fits(placed, layer)) {
                placed.add(new Placed(module, layer));
                search(placed);
                placed.remove(placed.size() - 1);
            }
        }
    }

    private static boolean fits(List<Placed> placed, LayerSpec layer) {
        return placed.isEmpty()
                || !(layer instanceof EmbeddingLayer)
                        && ModelSpec.of(layer).inputFeatures()
                                == placed.get(placed.size() - 1).layer().outputFeatures();
    }

    /** The order that the user names. */
    static List<Placed> named(List<PyTorchModule> modules) {
        List<Placed> placed = new ArrayList<>();
        for (PyTorchModule module : modules) {
            placed.add(new Placed(module, placed.isEmpty() ? module.first() : module.later()));
        }
        return placed;
    }
}
