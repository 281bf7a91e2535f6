package org.gru4j.interop.onnx.read;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.interop.onnx.format.OnnxFault;
import org.jspecify.annotations.Nullable;

/**
 * The states of directions of recurrent layers at one step, concatenated. They are the final states, except for {@link
 * Kind#UNFINISHED}.
 */
final class States extends LayerOutput {
    enum Kind {
        /** h after the last step that the direction reads. */
        FINAL("the final states of "),
        /** c after the last step that the direction reads. */
        FINAL_CELL("the final cell states of "),
        /** h at the first or the last step of a sequence, where the direction does not end, or not in every row. */
        UNFINISHED("a step at which not every direction, or not every row, ends, of ");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    /**
     * The state of one direction.
     *
     * @param layer the layer with only this direction
     * @param kind which of its states
     */
    record Part(LayerOutput.Recurrent layer, Kind kind) {}

    /** The most layers and directions. Real stacks have fewer; the limit is for hostile files. */
    private static final int MAX_PARTS = 256;

    final List<Part> parts;

    States(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /** Returns the states of one kind for all directions of a layer. */
    static States of(LayerOutput.Recurrent layer, Kind kind) {
        List<Part> parts = new ArrayList<>();
        for (int d = 0; d < layer.runs.size(); d++) {
            parts.add(new Part(layer.directions(d, d + 1), kind));
        }
        return new States(parts);
    }

    /**
     * Returns the states of a layer's directions at one step.
     *
     * @param first whether the step is t = 0
     * @param last whether the step is t = T − 1
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

    /** Returns whether all of them are final states, which a program could carry to the next run. */
    boolean areFinal() {
        return parts.stream().noneMatch(part -> part.kind() == Kind.UNFINISHED);
    }

    /** Returns whether all of them are the final h of directions of one layer. */
    boolean isLayer() {
        LayerOutput.Recurrent first = parts.get(0).layer();
        return parts.stream().allMatch(part -> part.kind() == Kind.FINAL && part.layer().source == first.source);
    }

    /**
     * Returns the layer that emits these states.
     *
     * @throws OnnxFault if they are not the final h of one layer
     */
    LayerOutput.Last layer() {
        if (!isLayer()) {
            throw new OnnxFault("expected the final states h of one layer but got " + describe());
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
