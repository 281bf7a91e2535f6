package org.gru4j.interop.pytorch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.gru4j.layer.EmbeddingLayer;
import org.gru4j.layer.LayerSpec;
import org.gru4j.model.ModelSpec;

/**
 * Finds the order of a model's modules, which a state dict in a file does not contain. It is the only order in which
 * each module reads as many features as the previous one emits. A matrix without a bias is an nn.Embedding if it comes
 * first, and an nn.Linear otherwise.
 */
final class PyTorchOrder {
    /** A module at its position in the order, and the layer that it is there. */
    record Placed(PyTorchModule module, LayerSpec layer) {}

    /** The most steps of the search; after that, the user has to name the modules. */
    private static final int MAX_STEPS = 100_000;

    private final List<PyTorchModule> modules;
    private final List<List<Placed>> found = new ArrayList<>();
    private int steps;

    private PyTorchOrder(Collection<PyTorchModule> modules) {
        this.modules = new ArrayList<>(modules);
    }

    /**
     * Returns the modules in the only order that fits.
     *
     * @throws IllegalArgumentException if no order fits, or more than one; the message lists the modules
     */
    static List<Placed> of(Collection<PyTorchModule> modules) {
        if (modules.isEmpty()) {
            throw new IllegalArgumentException("expected modules but there are no tensors");
        }
        PyTorchOrder order = new PyTorchOrder(modules);
        order.search(new ArrayList<>());
        if (order.found.size() > 1 || order.steps >= MAX_STEPS) {
            String why = order.found.size() > 1
                    ? "the order is ambiguous, because their sizes fit in more than one"
                    : "the order is unknown, because there are too many to try";
            throw new IllegalArgumentException(
                    "modules: " + why + ": " + modules + "; name them in the order in which they run");
        }
        if (order.found.isEmpty()) {
            throw new IllegalArgumentException(
                    "modules: in no order does each read as many features as the previous one" + " emits: " + modules
                            + "; if some belong to another model, name the modules to read, in their order");
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

    /** Returns the modules in the order that the user gives. */
    static List<Placed> named(List<PyTorchModule> modules) {
        List<Placed> placed = new ArrayList<>();
        for (PyTorchModule module : modules) {
            placed.add(new Placed(module, placed.isEmpty() ? module.first() : module.later()));
        }
        return placed;
    }
}
