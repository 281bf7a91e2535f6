package org.gru4j.backend;

import static org.gru4j.testing.Messages.assertMentions;
import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.tensor.Allocator;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Storage;
import org.gru4j.tensor.StoragePool;
import org.gru4j.tensor.Tensor;
import org.junit.jupiter.api.Test;

class BackendTest {
    /** Hands out memory, and computes nothing. */
    private static final class NoBackend implements Allocator {
        private final StoragePool pool = new StoragePool(bytes -> new Storage(this, bytes));

        @Override
        public String name() {
            return "memory";
        }

        @Override
        public Storage allocate(int floats) {
            return pool.allocate(floats);
        }

        @Override
        public void release(Storage storage) {
            pool.release(storage);
        }
    }

    @Test
    void ofATensorIsTheOneWhoseMemoryItIsIn() {
        Backend backend = new ReferenceBackend();
        try (Scope scope = new Scope(backend)) {
            assertSame(backend, Backend.of(scope.allocate("x", 3).readOnlyView()));
        }
    }

    @Test
    void ofATensorOfNoBackendIsAnError() {
        try (Scope scope = new Scope(new NoBackend())) {
            Tensor x = scope.allocate("x", 3);
            assertSays(
                    IllegalArgumentException.class,
                    "expected a tensor that a backend allocated but got x [3] of allocator 'memory'",
                    () -> Backend.of(x));
            Backend reference = new ReferenceBackend();
            assertMentions(
                    IllegalArgumentException.class,
                    () -> reference.optimizer().scale(x, 2),
                    "x: expected a tensor of backend 'reference' but got x [3] of backend 'memory'");
        }
    }
}
