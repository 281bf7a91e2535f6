package org.gru4j.parity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Backends;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.Pass;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Predictor;
import org.gru4j.model.Sequential;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory that native code works on is not reused, whatever other threads close meanwhile. */
class LifetimeTest {
    private static final ModelSpec SPEC = ModelSpec.of(LayerSpec.gru(GruSpec.of(8, 32)), LayerSpec.dense(32, 32));
    private static final int ROUNDS = 60;

    private final Backend backend = Backends.named("onednn", 1);

    private static float[][][] sequences(float value) {
        float[][][] sequences = new float[16][40][8];
        for (float[][] sequence : sequences) {
            for (float[] step : sequence) {
                Arrays.fill(step, value);
            }
        }
        return sequences;
    }

    /** One thread predicts, another closes its predictor, a third has a model of its own. */
    @Test
    void bystandersOfAClosedPredictorStayRight() throws InterruptedException {
        float[][][] mine = sequences(0.5f);
        float[][][] theirs = sequences(0);
        int wrong = 0;
        int refused = 0;
        try (Sequential model = new Sequential(SPEC, backend, 1);
                Sequential own = new Sequential(SPEC, backend, 2)) {
            float[][][] expected;
            try (Predictor predictor = new Predictor(own)) {
                expected = predictor.predict(mine);
            }
            for (int round = 0; round < ROUNDS; round++) {
                Predictor closed = new Predictor(model);
                CountDownLatch in = new CountDownLatch(1);
                Thread user = new Thread(() -> assertThrows(IllegalStateException.class, () -> {
                    while (true) {
                        closed.predict(theirs);
                        in.countDown();
                    }
                }));
                user.start();
                in.await();
                while (!isClosed(closed)) {
                    refused++;
                }
                try (Predictor predictor = new Predictor(own)) {
                    wrong += Arrays.deepEquals(expected, predictor.predict(mine)) ? 0 : 1;
                }
                user.join();
            }
        }
        assertEquals(0, wrong);
        assertTrue(refused > 0, "no close met a call");
    }

    private static boolean isClosed(Predictor predictor) {
        try {
            predictor.close();
            return true;
        } catch (IllegalStateException inUse) {
            return false;
        }
    }

    /**
     * One thread computes with tensors of a scope; another closes the scope and fills its memory with other numbers.
     */
    @Test
    void tensorsOfAClosedScopeAreRightOrRefused() throws InterruptedException {
        int size = 1 << 16;
        AtomicInteger wrong = new AtomicInteger();
        for (int round = 0; round < ROUNDS; round++) {
            Scope closed = new Scope(backend);
            Tensor ones = closed.allocate("ones", size).fill(1);
            CountDownLatch in = new CountDownLatch(1);
            Thread user = new Thread(() -> {
                try {
                    while (true) {
                        wrong.addAndGet(backend.optimizer().sumOfSquares(ones) == size ? 0 : 1);
                        in.countDown();
                    }
                } catch (IllegalStateException e) {
                    // closed
                }
            });
            user.start();
            in.await();
            AtomicBoolean done = new AtomicBoolean();
            while (!done.get()) {
                try {
                    closed.close();
                    done.set(true);
                } catch (IllegalStateException inUse) {
                    Thread.onSpinWait();
                }
            }
            try (Scope next = new Scope(backend)) {
                next.allocate("sevens", size).fill(7);
                user.join();
            }
        }
        assertEquals(0, wrong.get());
    }

    /** Backends of one kind differ in their number of threads, not in their memory. */
    @ParameterizedTest
    @ValueSource(strings = {"onednn", "reference"})
    void backendsOfOneKindTakeEachOthersTensors(String name) {
        Backend one = Backends.named(name, 1);
        Backend two = Backends.named(name, 2);
        try (Sequential model = new Sequential(SPEC, one, 1);
                Pass ofOne = Pass.inference(one);
                Pass ofTwo = Pass.inference(two);
                Scope scope = new Scope(two)) {
            Tensor x = scope.allocate("x", 3, 2, 8).fill(0.5f);
            ofOne.begin(null);
            float[] expected = model.forward(ofOne, x, null).toArray();
            ofTwo.begin(null);
            assertArrayEquals(expected, model.forward(ofTwo, x, null).toArray());
            assertEquals(48 * 0.25, one.optimizer().sumOfSquares(x.view("x", 0, Shape.of(48))));
        }
    }
}
