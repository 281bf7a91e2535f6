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
 * Who uses a model: what has its parameters for longer than a call and keeps them from being closed, and which threads
 * are inside of a call. Any number may run it forward at once; one changes its values, while none does, and one adds to
 * its gradients. Thread-safe.
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

    /** Whoever computes with the parameters. */
    private final Occupancy calls = Occupancy.ofShared("model");

    private final Occupancy changes = Occupancy.of("model, to change its parameters,");
    private final Occupancy backward = Occupancy.of("model, to add to its gradients,");
    /** Weak: who forgets to close something must not keep the model for ever. */
    private final List<WeakReference<User>> users = new ArrayList<>();
    /** What the last one closes; null as long as the model's owner does. */
    private @Nullable Scope abandoned;

    Occupancy calls() {
        return calls;
    }

    /** From now until {@link #endForward} nobody closes or changes the values. */
    void beginForward() {
        calls.pin();
        if (changes.isAnothers()) {
            calls.unpin();
            throw new IllegalStateException("model is used while another thread changes its parameters: wait for that,"
                    + " or give that thread a model of its own");
        }
    }

    void endForward() {
        calls.unpin();
    }

    /** From now until {@link #endChange} the values are the calling thread's. */
    void beginChange() {
        changes.enter();
        if (calls.isHeld()) {
            changes.leave();
            throw new IllegalStateException("model: its parameters can't change while another thread computes with"
                    + " them: wait for its calls, or give it a model of its own");
        }
    }

    void endChange() {
        changes.leave();
    }

    /** From now until {@link #endBackward} the gradients are the calling thread's. */
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

    /** @param memory of the model, closed now or by who is removed last */
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

    /** {@code 2 predictors, 1 stream}. */
    private static String text(Map<String, Integer> counts) {
        List<String> parts = new ArrayList<>();
        counts.forEach((name, count) -> parts.add(count + " " + name + (count == 1 ? "" : "s")));
        return String.join(", ", parts);
    }
}
