package org.gru4j.parity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Backends;
import org.gru4j.check.Parity;
import org.gru4j.check.RecurrentCase;
import org.gru4j.check.RecurrentCases;
import org.gru4j.check.RecurrentOutcome;
import org.gru4j.layer.Gru;
import org.gru4j.layer.LayerSpec;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.SequenceStream;
import org.gru4j.model.SequenceStreamState;
import org.gru4j.model.Sequential;
import org.gru4j.random.CounterRandom;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.ResetGate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests streams on every backend. */
class SequenceStreamTest {
    private static final int T = 40;
    private static final int V = 19;

    private static Sequential model(String backend, ResetGate resetGate) {
        GruSpec spec = GruSpec.builder(9, 21).numLayers(2).resetGate(resetGate).build();
        return new Sequential(
                ModelSpec.of(LayerSpec.embedding(V, 9), LayerSpec.gru(spec), LayerSpec.dense(21, V)),
                Backends.named(backend, 2),
                1);
    }

    /** The outputs [T,V] after T tokens that are a function of a seed. */
    private static float[] read(SequenceStream stream, int seed) {
        float[] outputs = new float[T * V];
        float[] output = new float[V];
        CounterRandom random = new CounterRandom(seed, 0, 5);
        for (int t = 0; t < T; t++) {
            stream.step((int) (random.uniform(t) * V), output);
            System.arraycopy(output, 0, outputs, t * V, V);
        }
        return outputs;
    }

    /** One to three layers, both reset gates, from an initial state. */
    static Stream<RecurrentCase> cases() {
        return IntStream.rangeClosed(1, 6)
                .mapToObj(k -> RecurrentCases.of(
                        GruSpec.builder(17, 33)
                                .numLayers((k + 1) / 2)
                                .resetGate(k % 2 == 0 ? ResetGate.AFTER : ResetGate.BEFORE)
                                .build(),
                        20,
                        1,
                        false,
                        k));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void stepsAgreeWithTheReferenceInDoubles(RecurrentCase c) {
        RecurrentOutcome expected = RecurrentOutcome.inDoubles(c);
        for (String strategy : List.of("panel", "primitive")) {
            Agreement.withStrategy(
                    strategy,
                    () -> Agreement.require(
                            c.name() + " by steps, " + strategy,
                            Parity.compare(c, expected, bySteps(Backends.named("onednn"), c))));
        }
        Agreement.require(c.name() + " by steps", Parity.compare(c, expected, bySteps(Backends.named("reference"), c)));
    }

    private static RecurrentOutcome bySteps(Backend backend, RecurrentCase c) {
        int inputs = c.spec().inputSize();
        int outputs = c.spec().outputSize();
        try (Sequential model = new Sequential(ModelSpec.of(LayerSpec.of(c.spec())), backend, 1)) {
            for (int k = 0; k < c.weights().size(); k++) {
                String prefix = Gru.prefix("gru", c.spec(), k);
                model.parameters().set(prefix + ".W", floats(c.weights().get(k).w()));
                model.parameters().set(prefix + ".U", floats(c.weights().get(k).u()));
                model.parameters().set(prefix + ".b", floats(c.weights().get(k).b()));
            }
            try (SequenceStream stream = model.newStream()) {
                double[] y = new double[c.steps() * outputs];
                float[] output = new float[outputs];
                stream.restoreFrom(floats(c.s0()));
                for (int t = 0; t < c.steps(); t++) {
                    stream.step(floats(Arrays.copyOfRange(c.x(), t * inputs, (t + 1) * inputs)), output);
                    for (int j = 0; j < outputs; j++) {
                        y[t * outputs + j] = output[j];
                    }
                }
                float[] state = stream.snapshot().toArray();
                double[] hT = IntStream.range(0, state.length)
                        .mapToDouble(k -> state[k])
                        .toArray();
                return new RecurrentOutcome(Map.of(RecurrentOutcome.Y, y, RecurrentOutcome.ST, hT));
            }
        }
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int k = 0; k < values.length; k++) {
            floats[k] = (float) values[k];
        }
        return floats;
    }

    @ParameterizedTest
    @CsvSource({"onednn,AFTER", "onednn,BEFORE", "reference,AFTER", "reference,BEFORE"})
    void aRestoredStreamGoesOnBitForBit(String backend, ResetGate resetGate) {
        try (Sequential model = model(backend, resetGate);
                SequenceStream stream = model.newStream();
                SequenceStream other = model.newStream()) {
            read(stream, 1);
            read(other, 2);
            SequenceStreamState saved = stream.snapshot();
            float[] expected = read(stream, 3);
            other.restore(saved);
            assertArrayEquals(expected, read(other, 3));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"onednn", "reference"})
    void streamsOfSeveralThreadsComputeWhatTheyDoAlone(String backend) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Sequential model = model(backend, ResetGate.AFTER);
                SequenceStream alone = model.newStream()) {
            List<Future<float[]>> together = new ArrayList<>();
            for (int k = 0; k < 16; k++) {
                int seed = k;
                together.add(threads.submit(() -> {
                    try (SequenceStream stream = model.newStream()) {
                        for (int again = 0; again < 20; again++) {
                            read(stream, seed + 1);
                            stream.reset();
                        }
                        return read(stream, seed);
                    }
                }));
            }
            for (int k = 0; k < 16; k++) {
                alone.reset();
                assertArrayEquals(read(alone, k), together.get(k).get(60, TimeUnit.SECONDS), "stream " + k);
            }
        } finally {
            threads.shutdown();
        }
    }
}
