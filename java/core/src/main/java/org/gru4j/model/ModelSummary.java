package org.gru4j.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.gru4j.layer.Parameters;
import org.gru4j.tensor.Shape;

/** Formats a model's layers as a table. */
final class ModelSummary {
    private record Row(String layer, String output, String parameters) {}

    private ModelSummary() {}

    static String of(ModelSpec spec) {
        List<Row> rows = new ArrayList<>(List.of(new Row("layer", "output", "parameters")));
        long total = 0;
        for (ModelNode node : spec.nodes()) {
            String steps = spec.steps().of(node.name()) == ModelSteps.ONE_STEP ? "1" : "T";
            long count = node.sharing() == null ? count(node) : 0;
            total += count;
            String shape = "[" + steps + ",N," + spec.features(node.name()) + "]";
            rows.add(new Row(node.name(), shape, node.sharing() == null ? grouped(count) : "of " + node.sharing()));
        }
        rows.add(new Row("total", "", grouped(total)));
        int first = rows.stream().mapToInt(row -> row.layer.length()).max().orElse(0);
        int second = rows.stream().mapToInt(row -> row.output.length()).max().orElse(0);
        int third = rows.stream().mapToInt(row -> row.parameters.length()).max().orElse(0);
        StringBuilder table = new StringBuilder();
        for (Row row : rows) {
            table.append(String.format(
                    Locale.ROOT,
                    "%-" + first + "s   %-" + second + "s   %" + third + "s%n",
                    row.layer,
                    row.output,
                    row.parameters));
        }
        return table.toString();
    }

    /** Returns the number of trained floats of a node. */
    private static long count(ModelNode node) {
        Parameters.Layout layout = new Parameters.Layout();
        node.layer().declare(layout, node.name());
        return layout.shapes().values().stream().mapToLong(Shape::size).sum();
    }

    private static String grouped(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
