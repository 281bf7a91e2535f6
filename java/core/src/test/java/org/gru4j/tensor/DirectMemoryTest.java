package org.gru4j.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.layer.LayerSpec;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.testing.ChildJvm;
import org.junit.jupiter.api.Test;

class DirectMemoryTest {
    @Test
    void memoryOfAnySizeIsAlignedTo64Bytes() {
        for (int floats = 1; floats <= 500; floats++) {
            ByteBuffer memory = DirectMemory.allocate(floats);
            assertEquals(0, memory.alignmentOffset(0, 64), floats + " floats");
            assertEquals(4 * floats, memory.capacity());
        }
    }

    @Test
    void memoryIsInNativeOrder() {
        assertEquals(ByteOrder.nativeOrder(), DirectMemory.allocate(3).order());
    }

    @Test
    void memoryIsZero() {
        ByteBuffer memory = DirectMemory.allocate(1001);
        while (memory.hasRemaining()) {
            assertEquals(0, memory.get());
        }
    }

    @Test
    void whatIsNotToBeHadIsRefusedWithTheSizes() {
        String message = assertThrows(
                        InsufficientMemoryException.class,
                        () -> DirectMemory.require(1L << 50, "a model of 7 parameters"))
                .getMessage();
        assertTrue(
                message.matches("a model of 7 parameters needs 1073741824 MiB, but of the JVM's direct memory"
                        + " \\d+ [KM]iB of \\d+ MiB are in use and the machine has \\d+ MiB available"
                        + " \\(raise the first with -XX:MaxDirectMemorySize\\)"),
                message);
    }

    @Test
    void whatIsToBeHadIsNotRefused() {
        DirectMemory.require(DirectMemory.limit() >> 10, "a thousandth");
    }

    /** Runs in a JVM that may use 64 TiB, and asks for half of them. */
    static final class SmallMachine {
        private SmallMachine() {}

        public static void main(String[] arguments) {
            System.out.println(
                    assertThrows(InsufficientMemoryException.class, () -> DirectMemory.require(1L << 45, "the weather"))
                            .getMessage());
        }
    }

    @Test
    void whatTheMachineDoesNotHaveIsRefusedWhateverTheJvmMayUse() throws IOException, InterruptedException {
        String says = ChildJvm.run("", List.of("-XX:MaxDirectMemorySize=64t"), SmallMachine.class);
        assertTrue(says.startsWith("the weather needs 33554432 MiB, but of the JVM's direct memory "), says);
    }

    /** Runs in a JVM of 32 MiB of direct memory. */
    static final class SmallMemory {
        private SmallMemory() {}

        public static void main(String[] arguments) {
            ReferenceBackend backend = new ReferenceBackend();
            ModelSpec spec = ModelSpec.of(LayerSpec.dense(3000, 2000));
            String message = assertThrows(InsufficientMemoryException.class, () -> new Sequential(spec, backend, 1))
                    .getMessage();
            System.out.println(message);
            System.out.println("in use " + (DirectMemory.used() >> 20));
            System.out.println(
                    assertThrows(InsufficientMemoryException.class, () -> new Scope(backend).allocate("x", 3000, 3000))
                            .getMessage());
        }
    }

    @Test
    void aModelThatDoesNotFitIsRefusedBeforeAnythingIsAllocated() throws IOException, InterruptedException {
        String[] lines = ChildJvm.run("", List.of("-XX:MaxDirectMemorySize=32m"), SmallMemory.class)
                .split("\n");
        assertTrue(
                lines[0].matches("a model of 6002000 parameters, with as many gradients, needs 45 MiB, but of"
                        + " the JVM's direct memory \\d+ KiB of 32 MiB are in use .*"),
                lines[0]);
        assertEquals("in use 0", lines[1]);
        assertTrue(lines[2].startsWith("a tensor of 9000000 floats needs 34 MiB"), lines[2]);
    }

    /** Scopes of ever longer tensors, one open at a time, in 32 MiB; then the program wants nearly all for itself. */
    static final class Hoard {
        private Hoard() {}

        public static void main(String[] arguments) {
            ReferenceBackend[] backends = {new ReferenceBackend(), new ReferenceBackend()};
            for (int k = 1; k <= 60; k++) {
                try (Scope scope = new Scope(backends[k % 2])) {
                    scope.allocate("x", 100_000 * k);
                }
            }
            System.out.println(ByteBuffer.allocateDirect(28 << 20).capacity() >> 20);
        }
    }

    @Test
    void nobodyIsRefusedWhatIsOnlyIdle() throws IOException, InterruptedException {
        assertEquals(
                "28",
                ChildJvm.run("", List.of("-XX:MaxDirectMemorySize=32m"), Hoard.class)
                        .strip());
    }

    /** Forgets scopes, of 10 MiB each, in 32 MiB. */
    static final class Forgetful {
        private Forgetful() {}

        public static void main(String[] arguments) {
            ReferenceBackend backend = new ReferenceBackend();
            for (int k = 0; k < 20; k++) {
                new Scope(backend).allocate("x", 2_500_000);
            }
            System.out.println("fine");
        }
    }

    @Test
    void whatIsForgottenIsCollectedBeforeAnybodyIsRefused() throws IOException, InterruptedException {
        String says = ChildJvm.run("", List.of("-XX:MaxDirectMemorySize=32m", "-Dgru4j.leaks=off"), Forgetful.class);
        assertEquals("fine", says.strip());
    }
}
