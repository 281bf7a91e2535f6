package org.gru4j.layer;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gru4j.lifetime.Occupancy;
import org.gru4j.tensor.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Tracks the use of a model: the objects that need its parameters for longer than a call, and so keep it from being
 * closed, and the threads that are inside a call. Any number of threads may run forward at once. Only one may change
 * the values, while none computes with them. Only one may add to the gradients. Thread-safe.
 */
final class ModelUse {
    private final class User implements Parameters.Hold {
        private final String name;

        User(String name) {
            this.name = name;
        }

        @Override
        public void close() {
            remove(this);
        }
    }

    /** The threads that compute with the parameters. */
    private final Occupancy calls = Occupancy.ofShared("model");

    private final Occupancy changes = Occupancy.of("model, to change its parameters,");
    private final Occupancy backward = Occupancy.of("model, to add to its gradients,");
    /** Weak references: an object that was never closed must not keep the model in memory forever. */
    private final List<WeakReference<User>> users = new ArrayList<>();
    /** The memory that the last user closes; null while the model's owner is responsible for it. */
    private @Nullable Scope abandoned;

    Occupancy calls() {
        return calls;
    }

    /** Until {@link #endForward}, the model can't be closed and its values can't change. */
    void beginForward() {
        calls.pin();
        if (changes.isAnothers()) {
            calls.unpin();
            throw new IllegalStateException(
                    "model is used while another thread changes its parameters: wait until that is done,"
                            + " or give that thread its own model");
        }
    }

    void endForward() {
        calls.unpin();
    }

    /** Until {@link #endChange}, only the calling thread may use the values. */
    void beginChange() {
        changes.enter();
        if (calls.isHeld()) {
            changes.leave();
            throw new IllegalStateException("model: its parameters can't change while another thread computes with"
                    + " them: wait for its calls, or give it its own model");
        }
    }

    void endChange() {
        changes.leave();
    }

    /** Until {@link #endBackward}, only the calling thread may use the gradients. */
    void beginBackward() {
        backward.enter();
    }

    void endBackward() {
        backward.leave();
    }

    synchronized Parameters.Hold add(String name) {
        calls.requireOpen();
        if (abandoned != null) {
            throw new IllegalStateException("model is used after its last lease ended");
        }
        User user = new User(name);
        users.add(new WeakReference<>(user));
        return user;
    }

    private synchronized void remove(User closed) {
        users.removeIf(user -> user.refersTo(closed) || user.refersTo(null));
        if (abandoned != null && users.isEmpty()) {
            abandoned.close();
        }
    }

    /** @param memory of the model; closed now, or when the last user is removed */
    synchronized void closeWhenUnused(Scope memory) {
        abandoned = memory;
        users.removeIf(user -> user.refersTo(null));
        if (users.isEmpty()) {
            memory.close();
        }
    }

    /**
     * @param memory of the model
     * @throws IllegalStateException if it is in use
     */
    synchronized void close(Scope memory) {
        Map<String, Integer> counts = new TreeMap<>();
        for (WeakReference<User> reference : users) {
            User user = reference.get();
            if (user != null) {
                counts.merge(user.name, 1, Integer::sum);
            }
        }
        if (!counts.isEmpty()) {
            throw new IllegalStateException("model can't be closed while it is in use, by " + text(counts)
                    + ": close those first, or hand the model out by a ModelRef, which closes it when its last lease"
                    + " ends");
        }
        memory.close();
    }

    /** Formats the users, for example {@code 2 predictors, 1 stream}. */
    private static String text(Map<String, Integer> counts) {
        List<String> parts = new ArrayList<>();
        counts.forEach((name, count) -> parts.add(count + " " + name + (count == 1 ? "" : "s")));
        return String.join(", ", parts);
    }
}
