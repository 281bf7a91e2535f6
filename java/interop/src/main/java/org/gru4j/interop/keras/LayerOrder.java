package org.gru4j.interop.keras;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gru4j.interop.keras.LayersOfWeights.Sized;

/**
 * Finds the order of layers from two facts: layers of the same class are numbered from first to last, and each layer
 * reads as many features as the previous one emits.
 */
final class LayerOrder {
    /** After this many tries the order counts as ambiguous. */
    private static final int MAX_TRIES = 100_000;

    /** The layers of each class, in the order of their numbers. */
    private final List<List<Sized>> classes;

    private final int count;
    /** How many layers of each class are in {@link #path}. */
    private final int[] taken;

    private final List<Sized> path = new ArrayList<>();
    private final List<List<Sized>> found = new ArrayList<>();
    private int tries;

    private LayerOrder(List<Sized> layers) {
        Map<String, List<Sized>> byClass = new TreeMap<>();
        for (Sized layer : layers) {
            byClass.computeIfAbsent(layer.className(), name -> new ArrayList<>())
                    .add(layer);
        }
        classes = List.copyOf(byClass.values());
        classes.forEach(numbered -> numbered.sort(Comparator.comparingInt(Sized::number)));
        count = layers.size();
        taken = new int[classes.size()];
    }

    /**
     * Returns the only possible order of layers.
     *
     * @throws IOException if no order is possible, or more than one; the message lists the layers
     */
    static List<KerasLayer> only(List<Sized> layers) throws IOException {
        LayerOrder order = new LayerOrder(layers);
        order.search();
        if (order.found.size() != 1 || order.tries > MAX_TRIES) {
            throw new IOException("the order of the layers " + layers
                    + (order.found.isEmpty()
                            ? " can't be inferred: in no order does each layer read as many features as the previous"
                                    + " one emits"
                            : " is ambiguous: in more than one order each layer reads as many features as the previous"
                                    + " one emits")
                    + ". Name the layers in their order with WeightsHints.order");
        }
        return order.found.get(0).stream().map(Sized::layer).toList();
    }

    private void search() {
        if (path.size() == count) {
            found.add(List.copyOf(path));
            return;
        }
        for (int c = 0; c < classes.size() && found.size() < 2 && ++tries <= MAX_TRIES; c++) {
            if (taken[c] < classes.get(c).size()) {
                Sized next = classes.get(c).get(taken[c]);
                boolean embedding = next.layer() instanceof KerasLayer.Embedding;
                if (path.isEmpty() || !embedding && path.get(path.size() - 1).outputs() == next.inputs()) {
                    taken[c]++;
                    path.add(next);
                    search();
                    path.remove(path.size() - 1);
                    taken[c]--;
                }
            }
        }
    }
}
