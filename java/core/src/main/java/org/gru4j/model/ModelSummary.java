package org.gru4j.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.Parameters;
import org.gru4j.tensor.Shape;

/** A model's layers as a table. */
final class ModelSummary {
    private record Row(String layer, String output, String parameters) {}

    private ModelSummary() {}

    static String of(ModelSpec spec) {
        List<Row> rows = new ArrayList<>(List.of(new Row("layer", "output", "parameters")));
        List<String> names = spec.layerNames();
        String steps = "T";
        long total = 0;
        for (int k = 0; k < names.size(); k++) {
            LayerSpec layer = spec.layers().get(k);
            steps = layer.emitsOneStep() ? "1" : steps;
            long count = count(layer, names.get(k));
            total += count;
            rows.add(new Row(names.get(k), "[" + steps + ",N," + layer.outputFeatures() + "]", grouped(count)));
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

    /** How many floats of a layer are trained. */
    private static long count(LayerSpec layer, String name) {
        Parameters.Layout layout = new Parameters.Layout();
        layer.declare(layout, name);
        return layout.shapes().values().stream().mapToLong(Shape::size).sum();
    }

    private static String grouped(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
