package org.gru4j.layer;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gru4j.lifetime.Occupancy;
import org.gru4j.tensor.Scope;

/** What has a model's parameters for longer than a call, and keeps them from being closed. Thread-safe. */
final class ModelUsers {
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

    private final Occupancy model;
    /** Weak: who forgets to close something must not keep the model for ever. */
    private final List<WeakReference<User>> users = new ArrayList<>();
    /** What the last one closes; null as long as the model's owner does. */
    private Scope abandoned;

    /** @param model who is inside a call */
    ModelUsers(Occupancy model) {
        this.model = model;
    }

    synchronized Parameters.Hold add(String name) {
        model.requireOpen();
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
                    + ": close those first, or hand the model out by a ModelRef, which closes it when its last lease ends");
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
