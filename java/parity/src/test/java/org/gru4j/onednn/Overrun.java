package org.gru4j.onednn;

import org.gru4j.backend.Backends;
import org.gru4j.tensor.ExactMemory;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;

/** A program whose native code reads and writes more floats than a tensor has. */
public final class Overrun {
    private Overrun() {}

    /** @param arguments floats of the tensor, and how many more */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        int floats = Integer.parseInt(arguments[0]);
        int more = Integer.parseInt(arguments[1]);
        ExactMemory.use();
        try (Scope before = new Scope(Backends.named("onednn", 1))) {
            before.allocate("larger", floats + more); // idle then
        }
        try (Scope scope = new Scope(Backends.named("onednn", 1))) {
            Tensor x = scope.allocate("x", floats);
            NativeLibrary.scale(floats + more, 2, NativeStorage.addressOf(x), 1);
        }
    }
}
