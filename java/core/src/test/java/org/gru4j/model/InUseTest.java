package org.gru4j.model;

import static org.gru4j.testing.Messages.assertMentions;
import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.gru4j.backend.RecurrentDims;
import org.gru4j.backend.RecurrentKernel;
import org.gru4j.backend.RecurrentWorkspace;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.Pass;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RecurrentWeights;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Inside;
import org.gru4j.testing.RecordingBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** A thread is in the middle of a kernel; another closes what it uses, or uses what is not for two threads. */
@SuppressWarnings("try") // a thread is inside as long as its resource is open
class InUseTest {
    private final RecordingBackend backend = new RecordingBackend();
    private final Sequential model = new Sequential(ModelSpec.of(LayerSpec.gru(GruSpec.of(3, 4))), backend, 1);
    private final Scope scope = new Scope(backend);
    private final float[][] x = new float[2][3];

    @AfterEach
    void everythingCanBeClosedAfterwards() {
        scope.close();
        model.close();
        assertEquals(0, backend.openKernels());
        assertEquals(0, backend.openWorkspaces());
    }

    /** Refused, and no memory was given back. */
    private void assertRefused(Executable action, String... parts) {
        int releases = backend.releases();
        assertMentions(IllegalStateException.class, action, parts);
        assertEquals(releases, backend.releases());
    }

    private Inside inside(Runnable call) {
        return new Inside(backend::duringForward, call);
    }

    @Test
    void aPredictor() {
        try (Predictor predictor = new Predictor(model)) {
            try (Inside call = inside(() -> predictor.predict(x))) {
                assertRefused(predictor::close, "predictor can't be closed while thread 'inside' is inside a call");
                assertRefused(() -> predictor.predict(x), "predictor is used by two threads at once");
                assertRefused(model::close, "model can't be closed while it is in use, by 1 predictor", "ModelRef");
            }
            predictor.predict(x);
        }
    }

    @Test
    void aModelThatIsRunInAPass() {
        try (Pass pass = Pass.inference(backend)) {
            try (Inside call = inside(() -> run(pass, null))) {
                assertRefused(model::close, "model can't be closed while another thread is inside a call");
                assertRefused(
                        () -> model.parameters().set("gru.l0.forward.b", new float[16]),
                        "model: its parameters can't change while another thread computes with them");
                assertRefused(
                        () -> model.parameters().update((values, gradients) -> values.fill(0)),
                        "model: its parameters can't change");
            }
        }
    }

    @Test
    void aModelWhoseParametersChange() {
        try (Pass pass = Pass.inference(backend);
                Predictor predictor = new Predictor(model)) {
            model.parameters().gradients();
            List<Runnable> hook = new ArrayList<>();
            try (Inside update = new Inside(
                    hook::add,
                    () -> model.parameters().update((v, g) -> hook.get(0).run()))) {
                assertRefused(() -> run(pass, null), "model is used while another thread changes its parameters");
                pass.end();
                assertRefused(() -> predictor.predict(x), "model is used while another thread changes its parameters");
                assertRefused(() -> model.parameters().update((v, g) -> {}), "is used by two threads at once");
            }
            predictor.predict(x);
        }
    }

    @Test
    void aPass() {
        try (Pass pass = Pass.inference(backend)) {
            try (Inside call = inside(() -> run(pass, null))) {
                assertRefused(pass::close, "pass: end by thread '", "while thread 'inside' is in the middle of a step");
                assertRefused(pass::end, "pass: end by thread '", "one pass for each thread");
                assertRefused(() -> pass.begin(null), "pass: begin by thread '");
                assertRefused(pass::scope, "pass: use by thread '");
                assertRefused(() -> model.forward(pass, scope.allocate("x", 2, 1, 3), null), "pass: use by thread '");
            }
            run(pass, null);
        }
    }

    @Test
    void aStepGoesOnWhileAnotherThreadComputesWithItsTensors() {
        try (Pass pass = Pass.inference(backend)) {
            pass.begin(null);
            Tensor y = pass.scope().allocate("y", 1, 1, 4);
            try (Inside call = inside(() -> forwardInto(y))) {
                assertRefused(pass::end, "scope: its tensors can't be closed while another thread computes with them");
                y.fill(1);
            }
            pass.end();
        }
    }

    @Test
    void aRecurrentState() {
        try (Pass pass = Pass.inference(backend);
                RecurrentState state = model.newState(1)) {
            try (Inside call = inside(() -> run(pass, state));
                    Pass other = Pass.inference(backend)) {
                assertRefused(state::close, "recurrent state can't be closed while thread 'inside' is inside a call");
                assertRefused(() -> run(other, state), "recurrent state is used by two threads at once");
            }
        }
    }

    @Test
    void aScopeOfTensorsAKernelAndAWorkspace() {
        try (RecurrentKernel kernel =
                        backend.recurrentKernel(new RecurrentDims(RecurrentCell.GRU_AFTER, 1, 1, 3, 4, false, true));
                RecurrentWorkspace workspace = kernel.allocateWorkspace();
                Scope own = new Scope(backend)) {
            RecurrentWeights weights =
                    new RecurrentWeights(own.allocate("W", 3, 3, 4), own.allocate("U", 4, 3, 4), null);
            Tensor y = own.allocate("y", 1, 1, 4);
            try (Inside call = inside(() -> kernel.forward(
                    weights,
                    own.allocate("x", 1, 1, 3),
                    null,
                    null,
                    null,
                    y,
                    own.allocate("sT", 1, 1, 4),
                    workspace))) {
                assertRefused(own::close, "scope can't be closed while another thread is inside a call");
                assertRefused(own::recycle, "scope: its tensors can't be closed");
                assertRefused(kernel::close, "can't be closed while thread 'inside'");
                assertRefused(workspace::close, "workspace of kernel", "can't be closed while thread 'inside'");
                y.fill(1); // others are not locked out of the memory
            }
            assertTrue(y.isOpen());
        }
    }

    /** Runs the model; the step is ended whatever happens. */
    private void run(Pass pass, RecurrentState state) {
        pass.begin(null);
        try {
            model.forward(pass, pass.scope().allocate("x", 2, 1, 3), state);
        } finally {
            pass.end();
        }
    }

    private void forwardInto(Tensor y) {
        try (RecurrentKernel kernel =
                        backend.recurrentKernel(new RecurrentDims(RecurrentCell.GRU_AFTER, 1, 1, 3, 4, false, false));
                Scope own = new Scope(backend)) {
            RecurrentWeights weights =
                    new RecurrentWeights(own.allocate("W", 3, 3, 4), own.allocate("U", 4, 3, 4), null);
            kernel.forward(weights, own.allocate("x", 1, 1, 3), null, null, null, y, own.allocate("sT", 1, 1, 4), null);
        }
    }

    @Test
    void whatNobodyRefersToAnyMoreKeepsNoModel() {
        Sequential other = new Sequential(model.spec(), backend, 1);
        forgetToClose(other);
        for (int k = 0; k < 100; k++) {
            System.gc();
            try {
                other.close();
                break;
            } catch (IllegalStateException stillThere) {
                assertTrue(k < 99, stillThere.getMessage());
            }
        }
        assertSays(IllegalStateException.class, "model is used after it was closed", () -> new Predictor(other));
    }

    private static void forgetToClose(Sequential other) {
        other.parameters().hold("visitor");
    }

    /** Predictors of a bystander, whose memory is what others give back, stay right whatever those close and when. */
    @Test
    void bystandersStayRight() throws InterruptedException {
        ReferenceBackend shared = new ReferenceBackend();
        ModelSpec spec = ModelSpec.of(LayerSpec.gru(GruSpec.of(3, 8)), LayerSpec.dense(8, 8));
        float[][][] y = new float[4][20][3];
        for (float[][] sequence : y) {
            Arrays.stream(sequence).forEach(step -> Arrays.fill(step, 0.5f));
        }
        AtomicInteger wrong = new AtomicInteger();
        try (Sequential theirs = new Sequential(spec, shared, 1);
                Sequential mine = new Sequential(spec, shared, 2)) {
            float[][][] expected;
            try (Predictor predictor = new Predictor(mine)) {
                expected = predictor.predict(y);
            }
            for (int round = 0; round < 200; round++) {
                Predictor closed = new Predictor(theirs);
                CountDownLatch in = new CountDownLatch(1);
                Thread user = new Thread(() -> useUntilClosed(closed, in));
                user.start();
                in.await();
                closeWhenPossible(closed);
                try (Predictor predictor = new Predictor(mine)) {
                    wrong.addAndGet(Arrays.deepEquals(expected, predictor.predict(y)) ? 0 : 1);
                }
                user.join();
            }
            assertEquals(0, wrong.get());
        }
    }

    private static void useUntilClosed(Predictor predictor, CountDownLatch in) {
        assertThrows(IllegalStateException.class, () -> {
            while (true) {
                in.countDown();
                predictor.predict(new float[4][20][3]);
            }
        });
    }

    private static void closeWhenPossible(Predictor predictor) {
        while (true) {
            try {
                predictor.close();
                return;
            } catch (IllegalStateException inUse) {
                Thread.onSpinWait();
            }
        }
    }
}
