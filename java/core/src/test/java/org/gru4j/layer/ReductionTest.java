package org.gru4j.layer;

import static org.gru4j.testing.Messages.assertSays;

import java.util.List;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What all layers that leave a single step have in common. */
class ReductionTest {
    private static final int T = 3;
    private static final int N = 4;
    private static final int I = 2;

    private final ReferenceBackend backend = new ReferenceBackend();
    private final Scope scope = new Scope(backend);
    private final Pass pass = Pass.training(backend);
    private final Tensor x = Numbers.random(scope, "x", T, N, I);
    private final Tensor dy = Numbers.random(scope, "dy", 1, N, I);

    @AfterEach
    void close() {
        pass.close();
        scope.close();
    }

    static List<Reduction> layers() {
        return List.of(new Pooling("pooling", I), new FinalStates("final", I, Direction.BIDIRECTIONAL));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void backwardNeedsAForwardOfItsOwn(Reduction layer) {
        pass.begin(null);
        String says = layer.name + ": backward needs a forward in the same step, and runs only once for each forward";
        assertSays(IllegalStateException.class, says, () -> layer.backward(pass, dy));
        layer.forward(pass, x);
        layer.backward(pass, dy);
        assertSays(IllegalStateException.class, says, () -> layer.backward(pass, dy));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void wrongShapesAreNamed(Reduction layer) {
        pass.begin(null);
        assertSays(
                ShapeException.class,
                "x [T,N,I]: expected [3, 4, 2] but got [3, 4, 6]",
                () -> layer.forward(pass, scope.allocate("x", T, N, 6)));
        layer.forward(pass, x);
        assertSays(
                ShapeException.class,
                "dy [1,N,I]: expected [1, 4, 2] but got [3, 4, 2]",
                () -> layer.backward(pass, x));
    }

    static List<LayerSpec> specs() {
        return List.of(LayerSpec.pooling(3), LayerSpec.finalStates(3, Direction.FORWARD));
    }

    @ParameterizedTest
    @MethodSource("specs")
    void aStreamHasNoWholeSequences(LayerSpec layer) {
        try (Sequential model = new Sequential(ModelSpec.of(LayerSpec.gru(GruSpec.of(2, 3)), layer), backend, 1)) {
            assertSays(
                    IllegalArgumentException.class,
                    "a stream can't run layer " + layer.kind() + ": its output is of whole sequences",
                    model::newStream);
        }
    }
}
