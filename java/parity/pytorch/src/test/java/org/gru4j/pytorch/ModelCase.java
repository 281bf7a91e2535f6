package org.gru4j.pytorch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.layer.GruLayer;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.RnnLayer;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;
import org.gru4j.random.CounterRandom;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.recurrent.RnnSpec;

/**
 * A model and what goes into one forward and backward pass of it; all numbers are exact in float.
 *
 * @param name of the case
 */
record ModelCase(String name, ModelSpec spec) {
    static final int STEPS = 6;
    static final int BATCH = 3;
    static final int INPUTS = 5;
    static final int SIZE = 7;
    static final int VOCABULARY = 11;

    /** Each cell alone, of 1 to 3 layers, in one and in both directions, with and without bias; and whole models. */
    static List<ModelCase> all() {
        List<ModelCase> cases = new ArrayList<>();
        for (int l = 1; l <= 3; l++) {
            for (Direction direction : List.of(Direction.FORWARD, Direction.BIDIRECTIONAL)) {
                for (boolean bias : new boolean[] {true, false}) {
                    String name = " of " + l + " layers, " + direction + (bias ? "" : ", without bias");
                    cases.add(new ModelCase(
                            "GRU" + name,
                            ModelSpec.of(LayerSpec.gru(
                                    new GruSpec(INPUTS, SIZE, l, direction, ResetGate.AFTER, bias, 0, 0, 0)))));
                    for (RecurrentCell cell : List.of(RecurrentCell.LSTM, RecurrentCell.TANH)) {
                        cases.add(new ModelCase(
                                cell + name,
                                ModelSpec.of(LayerSpec.rnn(new RnnSpec(cell, INPUTS, SIZE, l, direction, bias)))));
                    }
                }
            }
        }
        cases.add(new ModelCase(
                "embedding, GRU and linear",
                ModelSpec.of(
                        LayerSpec.embedding(VOCABULARY, INPUTS),
                        LayerSpec.gru(GruSpec.builder(INPUTS, SIZE).numLayers(2).build()),
                        LayerSpec.dense(SIZE, VOCABULARY))));
        for (Direction direction : List.of(Direction.FORWARD, Direction.BIDIRECTIONAL)) {
            RnnSpec lstm = new RnnSpec(RecurrentCell.LSTM, INPUTS, SIZE, 2, direction, true);
            cases.add(new ModelCase(
                    "embedding, LSTM, h_n of " + direction + " and linear",
                    ModelSpec.of(
                            LayerSpec.embedding(VOCABULARY, INPUTS), LayerSpec.rnn(lstm),
                            LayerSpec.finalStates(lstm), LayerSpec.dense(lstm.outputSize(), VOCABULARY))));
        }
        return cases;
    }

    /** T of the output: 1 of final states. */
    int outputSteps() {
        return spec.emitsOneStep() ? 1 : STEPS;
    }

    boolean readsIds() {
        return spec.inputFeatures() == 0;
    }

    /** L·D of the one recurrent layer, whose initial states are given; 0 of a whole model, which starts from zeros. */
    int kernels() {
        LayerSpec first = spec.layers().get(0);
        return first instanceof GruLayer gru
                ? gru.spec().stateCount()
                : first instanceof RnnLayer rnn ? rnn.spec().kernelCount() : 0;
    }

    boolean isLstm() {
        return spec.layers().get(0).kind().equals("lstm");
    }

    /** Numbers in ±bound, the same for the same {@code what}. */
    private float[] numbers(String what, int count, double bound) {
        CounterRandom random = new CounterRandom(what.hashCode(), 0, 1);
        float[] numbers = new float[count];
        for (int k = 0; k < count; k++) {
            numbers[k] = (float) (bound * (2 * random.uniform(k) - 1));
        }
        return numbers;
    }

    ModelWeights weights() {
        Map<String, float[]> values = new LinkedHashMap<>();
        spec.layout()
                .shapes()
                .forEach((name, shape) -> values.put(name, numbers(name, shape.size(), 1 / Math.sqrt(SIZE))));
        return new ModelWeights(spec, values);
    }

    /** [T,N] */
    int[] ids() {
        float[] numbers = numbers("ids", STEPS * BATCH, 1);
        int[] ids = new int[numbers.length];
        for (int k = 0; k < ids.length; k++) {
            ids[k] = (int) ((numbers[k] + 1) / 2 * VOCABULARY);
        }
        return ids;
    }

    /** [T,N,I] */
    float[] x() {
        return numbers("x", STEPS * BATCH * INPUTS, 1);
    }

    /** [T,N,O] the upstream gradient of the output, T {@link #outputSteps}. */
    float[] dy() {
        return numbers("dy", outputSteps() * BATCH * spec.outputFeatures(), 1);
    }

    /**
     * [L·D,N,H] the initial states {@code h} or {@code c}, or the upstream gradients {@code dh} or {@code dc} of the
     * final.
     */
    float[] state(String what) {
        return numbers(what, kernels() * BATCH * SIZE, 1);
    }

    @Override
    public String toString() {
        return name;
    }
}
