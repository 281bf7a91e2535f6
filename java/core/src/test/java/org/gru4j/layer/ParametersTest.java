package org.gru4j.layer;

import static org.gru4j.testing.Messages.assertMentions;
import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.layer.Parameters.Initializer;
import org.gru4j.optim.Optimizer;
import org.gru4j.optim.OptimizerSpec;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.gru4j.testing.Numbers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ParametersTest {
    private static final Initializer UNIFORM = Initializer.uniform(0.5);

    private final Parameters parameters = create(7);

    private static Parameters.Layout layout() {
        return new Parameters.Layout().add("w", Shape.of(2, 3), UNIFORM).add("b", Shape.of(5), UNIFORM);
    }

    private static Parameters create(long seed) {
        return new Parameters(layout(), new ReferenceBackend(), seed);
    }

    @AfterEach
    void close() {
        parameters.close();
    }

    @Test
    void namesComeInTheOrderOfTheSlab() {
        assertEquals(List.of("w", "b"), parameters.names());
    }

    @Test
    void anUnknownNameIsNamedBesideTheKnown() {
        String says = "parameter: expected one of [w, b] but got 'u'";
        assertSays(IllegalArgumentException.class, says, () -> parameters.value("u"));
        assertSays(IllegalArgumentException.class, says, () -> parameters.gradient("u"));
        assertSays(IllegalArgumentException.class, says, () -> parameters.set("u", 1));
        assertSays(IllegalArgumentException.class, says, () -> layout().offset("u"));
    }

    @Test
    void aNameIsDeclaredOnce() {
        assertSays(
                IllegalArgumentException.class,
                "parameter 'w' is declared twice",
                () -> layout().add("w", Shape.of(1), UNIFORM));
    }

    @Test
    void aSlabEndsWhereATensorDoes() {
        Parameters.Layout half = new Parameters.Layout().add("a", Shape.of(1 << 28), UNIFORM);
        assertSays(
                ShapeException.class,
                "parameters up to 'b' [268435456] have 536870912 floats, at most 536870911"
                        + " (2^29-1) fit into one slab",
                () -> half.add("b", Shape.of(1 << 28), UNIFORM));
    }

    @Test
    void countLeavesTheGapsOut() {
        assertEquals(11, parameters.count());
        assertEquals(32, parameters.size());
        assertEquals(4 * 32, layout().bytes());
    }

    @Test
    void viewsStartAtMultiplesOf64Bytes() {
        for (String name : parameters.names()) {
            assertEquals(0, parameters.value(name).offset() % 16, name);
            assertEquals(
                    parameters.value(name).offset(), parameters.gradient(name).offset(), name);
        }
    }

    @Test
    void theSameSeedGivesTheSameValues() {
        try (Parameters same = create(7);
                Parameters other = create(8)) {
            assertArrayEquals(parameters.values().toArray(), same.values().toArray());
            assertNotEquals(parameters.value("w").get(0), other.value("w").get(0));
        }
    }

    @Test
    void parametersOfOneModelHaveNothingInCommon() {
        Parameters.Layout twins =
                new Parameters.Layout().add("a", Shape.of(5), UNIFORM).add("b", Shape.of(5), UNIFORM);
        try (Parameters both = new Parameters(twins, new ReferenceBackend(), 7)) {
            for (int k = 0; k < 5; k++) {
                assertNotEquals(both.value("a").get(k), both.value("b").get(k));
            }
        }
    }

    @Test
    void aParametersInitialValueDoesNotDependOnItsNeighbours() {
        Parameters.Layout alone = new Parameters.Layout().add("b", Shape.of(5), UNIFORM);
        try (Parameters b = new Parameters(alone, new ReferenceBackend(), 7)) {
            assertArrayEquals(parameters.value("b").toArray(), b.value("b").toArray());
        }
    }

    @Test
    void uniformInitialValuesStayWithinTheBound() {
        Parameters.Layout large = new Parameters.Layout().add("w", Shape.of(10_000), UNIFORM);
        try (Parameters many = new Parameters(large, new ReferenceBackend(), 7)) {
            double least = 0;
            double most = 0;
            for (float value : many.value("w").toArray()) {
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
            assertTrue(least >= -0.5 && least < -0.49 && most <= 0.5 && most > 0.49, least + " to " + most);
        }
    }

    @Test
    void valuesAreReadOnly() {
        assertMentions(
                IllegalStateException.class, () -> parameters.value("w").fill(1), "tensor w [2, 3] is read-only");
        assertMentions(IllegalStateException.class, () -> parameters.values().fill(1), "read-only");
    }

    @Test
    void setChangesOneParameterAndTheVersion() {
        float[] b = parameters.value("b").toArray();
        long before = parameters.version();
        parameters.set("w", 1, 2, 3, 4, 5, 6);
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, parameters.value("w").toArray());
        assertArrayEquals(b, parameters.value("b").toArray());
        assertNotEquals(before, parameters.version());
    }

    @Test
    void setWantsAllOfAParameter() {
        assertSays(ShapeException.class, "w [2, 3]: expected 6 floats but got 1", () -> parameters.set("w", 1));
    }

    @Test
    void updateChangesTheVersionThatEveryViewSees() {
        long before = parameters.value("w").version();
        parameters.update((values, gradients) -> {});
        assertNotEquals(before, parameters.value("w").version());
        assertEquals(parameters.version(), parameters.value("b").version());
    }

    @Test
    void updateSeesBothSlabs() {
        parameters.gradient("b").fill(3);
        parameters.update((values, gradients) -> values.copyFrom(gradients));
        assertArrayEquals(new float[] {3, 3, 3, 3, 3}, parameters.value("b").toArray());
        assertArrayEquals(new float[6], parameters.value("w").toArray());
    }

    @Test
    void gradientsLeaveTheVersionOfTheValues() {
        long before = parameters.version();
        parameters.gradient("w").fill(1);
        parameters.zeroGradients();
        assertEquals(before, parameters.version());
    }

    @Test
    void zeroGradientsReachesEveryView() {
        Tensor w = parameters.gradient("w").fill(1);
        Tensor b = parameters.gradient("b").fill(1);
        parameters.zeroGradients();
        assertArrayEquals(new float[6], w.toArray());
        assertArrayEquals(new float[5], b.toArray());
    }

    @Test
    void theGapsStayZeroThroughAdam() {
        try (Optimizer adam = new OptimizerSpec.Adam().create(parameters)) {
            for (int step = 0; step < 10; step++) {
                parameters.gradient("w").copyFrom(Numbers.floats(step, 6));
                parameters.gradient("b").copyFrom(Numbers.floats(100 + step, 5));
                adam.step(0.1);
            }
        }
        float[] slab = parameters.values().toArray();
        for (int k = 0; k < slab.length; k++) {
            boolean gap = k >= 6 && k < 16 || k >= 21;
            assertEquals(gap, slab[k] == 0, "element " + k + " is " + slab[k]);
        }
    }

    @Test
    void useAfterCloseNamesTheParameter() {
        Tensor w = parameters.value("w");
        parameters.close();
        assertSays(IllegalStateException.class, "tensor w [2, 3] is used after its scope was closed", w::toArray);
        assertMentions(
                IllegalStateException.class, () -> parameters.set("w", 1, 2, 3, 4, 5, 6), "tensor parameters [32]");
        assertThrows(IllegalStateException.class, parameters::values);
        assertThrows(IllegalStateException.class, () -> parameters.gradient("w"));
    }

    @Test
    void rangesAreConsecutiveParametersThatDecayAlike() {
        Parameters.Initializer zero = (random, index) -> 0;
        Parameters.Layout layout = new Parameters.Layout()
                .addUndecayed("table", Shape.of(17), zero)
                .add("w", Shape.of(3), zero)
                .add("u", Shape.of(16), zero)
                .addUndecayed("b", Shape.of(5), zero);
        try (Parameters mixed = new Parameters(layout, new ReferenceBackend(), 1)) {
            assertEquals(
                    List.of(
                            new Parameters.Range(0, 32, false),
                            new Parameters.Range(32, 32, true),
                            new Parameters.Range(64, 16, false)),
                    mixed.ranges());
        }
    }
}
