package org.gru4j.lifetime;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Closes several objects, even if closing one of them throws. Thread-safe: it has no state. */
public final class Closing {
    private Closing() {}

    /**
     * Closes all objects of a list and empties the list.
     *
     * @throws RuntimeException the first exception that closing threw, after all were closed; the others are suppressed
     *     in it
     */
    public static <T> void all(List<T> parts, Consumer<T> close) {
        RuntimeException failure = null;
        for (T part : parts) {
            failure = attempt(() -> close.accept(part), failure);
        }
        parts.clear();
        rethrow(failure);
    }

    /** Closes the objects in this order; null is ignored. Throws as above. */
    public static void all(@Nullable AutoCloseable... parts) {
        RuntimeException failure = null;
        for (AutoCloseable part : parts) {
            if (part != null) {
                failure = attempt(part, failure);
            }
        }
        rethrow(failure);
    }

    /**
     * Closes objects that were created before the creation of a further one failed; null is ignored.
     *
     * @param cause the failure; exceptions from closing are suppressed in it
     */
    public static void after(Throwable cause, @Nullable AutoCloseable... parts) {
        for (AutoCloseable part : parts) {
            try {
                if (part != null) {
                    part.close();
                }
            } catch (Exception e) {
                cause.addSuppressed(e);
            }
        }
    }

    private static @Nullable RuntimeException attempt(AutoCloseable part, @Nullable RuntimeException before) {
        try {
            part.close();
            return before;
        } catch (Exception e) {
            if (before == null) {
                return e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
            }
            before.addSuppressed(e);
            return before;
        }
    }

    private static void rethrow(@Nullable RuntimeException failure) {
        if (failure != null) {
            throw failure;
        }
    }
}
