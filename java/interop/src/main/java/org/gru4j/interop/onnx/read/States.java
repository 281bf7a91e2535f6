package org.gru4j.interop.onnx.read;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.interop.onnx.format.OnnxFault;
import org.jspecify.annotations.Nullable;

/** What directions of recurrent layers have at one step, side by side: the states that they end in, unless said. */
final class States extends LayerOutput {
    enum Kind {
        /** h after the last step that the direction reads. */
        FINAL("the final states of "),
        /** c after it. */
        FINAL_CELL("the final cell states of "),
        /** h at the first or the last step of a sequence, where the direction does not end, or not in every row. */
        UNFINISHED("a step that not each direction, or not each row, ends at, of ");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    /** @param layer of one direction */
    record Part(LayerOutput.Recurrent layer, Kind kind) {}

    /** More layers and directions than stacks have; a bound for what a hostile file can pile up. */
    private static final int MAX_PARTS = 256;

    final List<Part> parts;

    States(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /** What all directions of a layer have in the same way. */
    static States of(LayerOutput.Recurrent layer, Kind kind) {
        List<Part> parts = new ArrayList<>();
        for (int d = 0; d < layer.runs.size(); d++) {
            parts.add(new Part(layer.directions(d, d + 1), kind));
        }
        return new States(parts);
    }

    /**
     * What a layer's directions have at one step.
     *
     * @param first whether it is that of t = 0
     * @param last whether it is that of t = T − 1
     */
    static States at(LayerOutput.Recurrent layer, boolean first, boolean last) {
        List<Part> parts = new ArrayList<>();
        for (int d = 0; d < layer.runs.size(); d++) {
            LayerOutput.Run run = layer.runs.get(d);
            boolean end = run.isReverse() ? first : last && !run.lengths();
            parts.add(new Part(layer.directions(d, d + 1), end ? Kind.FINAL : Kind.UNFINISHED));
        }
        return new States(parts);
    }

    /** Whether they are what would be carried to a next run. */
    boolean areFinal() {
        return parts.stream().noneMatch(part -> part.kind() == Kind.UNFINISHED);
    }

    /** Whether they are h of directions of a single layer. */
    boolean isLayer() {
        LayerOutput.Recurrent first = parts.get(0).layer();
        return parts.stream().allMatch(part -> part.kind() == Kind.FINAL && part.layer().source == first.source);
    }

    /** The layer that emits them. */
    LayerOutput.Last layer() {
        if (!isLayer()) {
            throw new OnnxFault("expected the final states h of one layer's directions but got " + describe());
        }
        LayerOutput.Recurrent first = parts.get(0).layer();
        return new LayerOutput.Last(new LayerOutput.Recurrent(
                first.source,
                first.node,
                parts.stream().map(part -> part.layer().runs.get(0)).toList()));
    }

    @Override
    List<AxisFactor> features() {
        return layer().features();
    }

    @Override
    int directions() {
        return parts.size();
    }

    @Override
    States directions(int from, int to) {
        return new States(parts.subList(from, to));
    }

    @Override
    @Nullable
    States beside(LayerOutput other) {
        if (!(other instanceof States more)
                || more.parts.get(0).layer().hiddenSize()
                        != parts.get(0).layer().hiddenSize()) {
            return null;
        }
        if (parts.size() + more.parts.size() > MAX_PARTS) {
            throw new OnnxFault("expected at most " + MAX_PARTS + " final states but got more");
        }
        List<Part> all = new ArrayList<>(parts);
        all.addAll(more.parts);
        return new States(all);
    }

    @Override
    String describe() {
        Part telling = parts.stream()
                .filter(part -> part.kind() != Kind.FINAL)
                .findFirst()
                .orElse(parts.get(0));
        boolean several = parts.stream().anyMatch(part -> part.layer().source != telling.layer().source);
        return telling.kind().text + telling.layer().node + (several ? " and others" : "");
    }
}
