package org.gru4j.interop.onnx.read;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.interop.onnx.format.CellLayout;
import org.gru4j.interop.onnx.format.OnnxFault;
import org.gru4j.interop.onnx.format.RecurrentLayer;
import org.gru4j.layer.GruLayer;
import org.gru4j.layer.ItemScoresLayer;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.RnnLayer;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.recurrent.RnnSpec;
import org.jspecify.annotations.Nullable;

/** Builds a model from the layers between the input of a graph and one of its outputs. */
final class ModelAssembly {
    /**
     * A layer of the graph.
     *
     * @param bones the description that follows from the graph: a {@link RecurrentLayer}, or the {@link LayerSpec} of
     *     another layer that is active in inference
     * @param runs the directions of a recurrent layer, forward first; empty for other layers
     * @param signal the output of the layer
     */
    private record Part(Object bones, List<LayerOutput.Run> runs, LayerOutput.Layer signal) {}

    private final ImportBudget reading;
    private final List<Part> parts = new ArrayList<>();

    private ModelAssembly(ImportBudget reading) {
        this.reading = reading;
    }

    /**
     * Returns the model.
     *
     * @param last the output of the last layer
     * @param described the description in the file, which also contains dropout and items; used if the graph computes
     *     this model. Null if the file has no description
     * @throws OnnxFault if gru4j can't compute the model
     */
    static ModelWeights model(LayerOutput last, @Nullable ModelSpec described, ImportBudget reading) {
        ModelAssembly assembly = new ModelAssembly(reading);
        Deque<LayerOutput.Layer> layers = new ArrayDeque<>();
        LayerOutput signal = emitted(last);
        for (; signal instanceof LayerOutput.Layer layer; signal = emitted(layer.source)) {
            layers.push(layer);
        }
        if (!(signal instanceof LayerOutput.Input)) {
            throw new OnnxFault("output: expected layers over an input but got " + signal.describe());
        }
        requireSameLengths(layers);
        for (LayerOutput.Layer layer : layers) {
            assembly.parts.add(part(layer));
        }
        return assembly.weights(assembly.spec(described));
    }

    /** Returns the layer for states that are read as features; other signals are unchanged. */
    private static LayerOutput emitted(LayerOutput signal) {
        return signal instanceof States states ? states.layer() : signal;
    }

    /** Checks that either all layers with more than one step read the lengths, or none. */
    private static void requireSameLengths(Iterable<LayerOutput.Layer> layers) {
        String with = null;
        String without = null;
        for (LayerOutput.Layer layer : layers) {
            boolean looks = layer instanceof LayerOutput.Pooled || layer instanceof LayerOutput.Recurrent;
            boolean lengths = layer instanceof LayerOutput.Pooled pooled && pooled.lengths
                    || layer instanceof LayerOutput.Recurrent recurrent
                            && recurrent.runs.stream().anyMatch(LayerOutput.Run::lengths);
            boolean all = !(layer instanceof LayerOutput.Recurrent recurrent)
                    || recurrent.runs.stream().allMatch(LayerOutput.Run::lengths);
            with = lengths ? layer.node : with;
            without = looks && (!lengths || !all) ? layer.node : without;
        }
        if (with != null && without != null) {
            throw new OnnxFault(without + ": expected the lengths of the rows, which " + with + " reads, but got none");
        }
    }

    private static Part part(LayerOutput.Layer layer) {
        if (layer instanceof LayerOutput.Recurrent recurrent) {
            return new Part(recurrentLayer(recurrent), recurrent.runs, layer);
        }
        int outputs = layer.size();
        LayerSpec spec = layer instanceof LayerOutput.Embedding e
                ? LayerSpec.embedding(e.w.dim(0), outputs)
                : layer instanceof LayerOutput.Dense d
                        ? LayerSpec.dense(d.w.dim(0), outputs)
                        : layer instanceof LayerOutput.Last l
                                ? LayerSpec.finalStates(
                                        outputs, recurrentLayer(l.layer).direction())
                                : LayerSpec.pooling(outputs);
        return new Part(spec, List.of(), layer);
    }

    private static RecurrentLayer recurrentLayer(LayerOutput.Recurrent recurrent) {
        List<LayerOutput.Run> runs = recurrent.runs;
        RecurrentLayer first = runs.get(0).layer();
        boolean bidirectional =
                runs.size() == 2 && !runs.get(0).isReverse() && runs.get(1).isReverse();
        if (runs.size() != 1 && !bidirectional) {
            throw new OnnxFault(recurrent.node
                    + ": expected one direction, or forward and then reverse concatenated, but got "
                    + runs.size() + " directions" + (runs.size() == 2 ? " in a different order" : ""));
        }
        boolean bias = first.bias();
        for (LayerOutput.Run run : runs) {
            RecurrentLayer layer = run.layer();
            bias |= layer.bias();
            if (layer.cell() != first.cell()
                    || layer.inputSize() != first.inputSize()
                    || layer.resetGate() != first.resetGate()) {
                throw new OnnxFault(
                        recurrent.node + ": expected both directions to have the same cell, input size and reset gate"
                                + " but got " + first + " and " + layer);
            }
        }
        return new RecurrentLayer(
                first.cell(),
                first.inputSize(),
                first.hiddenSize(),
                bidirectional ? Direction.BIDIRECTIONAL : first.direction(),
                first.resetGate(),
                bias);
    }

    /**
     * Returns the description in the file if the graph computes this model, otherwise one that follows from the graph.
     */
    private ModelSpec spec(@Nullable ModelSpec described) {
        List<Object> bones = parts.stream().map(Part::bones).toList();
        if (described != null && bones.equals(bones(described, bones.size()))) {
            return described;
        }
        if (described != null) {
            reading.notices()
                    .add("metadata '" + ModelSpec.METADATA_KEY
                            + "' is ignored: it describes a different model from the graph");
        }
        List<LayerSpec> layers = new ArrayList<>();
        for (int k = 0; k < parts.size(); ) {
            if (bones.get(k) instanceof RecurrentLayer first) {
                int count = 1;
                while (k + count < parts.size() && bones.get(k + count).equals(above(first))) {
                    count++;
                }
                layers.add(stack(first, count));
                k += count;
            } else {
                layers.add((LayerSpec) bones.get(k++));
            }
        }
        return new ModelSpec(layers);
    }

    /** Returns the layer that can follow {@code first} in the same stack. */
    private static RecurrentLayer above(RecurrentLayer first) {
        return new RecurrentLayer(
                first.cell(),
                first.outputSize(),
                first.hiddenSize(),
                first.direction(),
                first.resetGate(),
                first.bias());
    }

    private static LayerSpec stack(RecurrentLayer first, int count) {
        ResetGate resetGate = first.resetGate();
        if (resetGate != null) {
            return LayerSpec.gru(new GruSpec(
                    first.inputSize(), first.hiddenSize(), count, first.direction(), resetGate, first.bias(), 0, 0, 0));
        }
        return LayerSpec.rnn(new RnnSpec(
                first.cell() == CellLayout.LSTM ? RecurrentCell.LSTM : RecurrentCell.TANH,
                first.inputSize(),
                first.hiddenSize(),
                count,
                first.direction(),
                first.bias()));
    }

    /**
     * Returns the descriptions that would follow from a graph of this model. If there are more than {@code most}, the
     * list is incomplete, but still longer than {@code most} or different from any graph's.
     */
    private static List<Object> bones(ModelSpec spec, int most) {
        List<Object> bones = new ArrayList<>();
        for (LayerSpec layer : spec.layers()) {
            if (bones.size() > most) {
                return bones;
            }
            if (layer instanceof GruLayer g) {
                bones.addAll(
                        g.spec().numLayers() > most || g.spec().zoneout() > 0
                                ? List.of(g)
                                : RecurrentLayer.of(g.spec()));
            } else if (layer instanceof RnnLayer r) {
                bones.addAll(r.spec().numLayers() > most ? List.of(r) : RecurrentLayer.of(r.spec()));
            } else if (layer instanceof ItemScoresLayer i) {
                bones.add(LayerSpec.dense(i.inputSize(), i.count()));
            } else if (!layer.actsInTrainingOnly()) {
                bones.add(layer);
            }
        }
        return bones;
    }

    private ModelWeights weights(ModelSpec spec) {
        Map<String, float[]> values = new LinkedHashMap<>();
        List<String> names = spec.layerNames();
        int next = 0;
        for (int k = 0; k < spec.layers().size(); k++) {
            LayerSpec layer = spec.layers().get(k);
            String name = names.get(k);
            int count = layer instanceof GruLayer g
                    ? g.spec().numLayers()
                    : layer instanceof RnnLayer r ? r.spec().numLayers() : layer.actsInTrainingOnly() ? 0 : 1;
            for (int l = 0; l < count; l++) {
                put(values, name, l, layer, parts.get(next++));
            }
        }
        return new ModelWeights(spec, values);
    }

    private void put(Map<String, float[]> values, String name, int l, LayerSpec layer, Part part) {
        if (part.bones() instanceof RecurrentLayer bones) {
            for (int d = 0; d < part.runs().size(); d++) {
                LayerOutput.Run run = part.runs().get(d);
                String prefix = bones.prefix(name, l, d);
                values.put(prefix + ".W", run.w());
                values.put(prefix + ".U", run.u());
                if (bones.bias()) {
                    values.put(
                            prefix + ".b",
                            run.b() == null ? new float[bones.biasRows() * bones.hiddenSize()] : run.b());
                }
            }
        } else if (part.signal() instanceof LayerOutput.Embedding e) {
            values.put(name + ".W", e.w.values());
        } else if (part.signal() instanceof LayerOutput.Dense d) {
            reading.charge(d.w.values().length);
            values.put(
                    name + ".W",
                    layer instanceof ItemScoresLayer ? d.w.transpose(1, 0).values() : d.w.values());
            values.put(name + ".b", d.b == null ? new float[d.w.dim(1)] : d.b);
        }
    }
}
