package org.gru4j.backend;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The backends that there are. Each is made once per number of threads and shared; a failure to load is kept with its
 * cause, so that the reason survives.
 *
 * <p>Thread-safe.
 */
public final class Backends {
    private static final System.Logger LOG = System.getLogger(Backends.class.getName());

    private record Key(String name, int threads) {}

    private static final Map<Key, Backend> LOADED = new ConcurrentHashMap<>();
    private static final Map<Key, BackendUnavailableException> FAILED = new ConcurrentHashMap<>();
    private static final Map<Key, Backend> CHOSEN = new ConcurrentHashMap<>();

    private static volatile boolean shutDown;

    private Backends() {}

    /**
     * Lets go of all that keeps gru4j's class loader alive: the backends, and what the JVM holds for them. For a
     * program that is unloaded while the JVM goes on, as a container's. Close what was made of backends before; memory
     * that is still in use then is freed when the garbage collector finds it. Calls that run meanwhile end as they
     * would have. Again does nothing.
     *
     * <p>From then on every use of a backend, of this class loader's gru4j, throws IllegalStateException.
     */
    public static void shutdown() {
        shutDown = true;
        providers().forEach(BackendProvider::shutdown);
        LOADED.clear();
        FAILED.clear();
        CHOSEN.clear();
    }

    /** @throws IllegalStateException after {@link #shutdown} */
    public static void requireRunning() {
        if (shutDown) {
            throw new IllegalStateException(
                    "gru4j was shut down by Backends.shutdown(), which is for a program that is about"
                            + " to be unloaded: call it after the last use; a class loader that loads gru4j anew can use it again");
        }
    }

    /** {@link #best(int)} with {@link Threads#defaultCount()}. */
    public static Backend best() {
        return best(Threads.defaultCount());
    }

    /**
     * The fastest backend that works here; says once, at INFO, which it is and why.
     *
     * @throws IllegalStateException after {@link #shutdown}
     */
    public static Backend best(int threads) {
        requireRunning();
        return CHOSEN.computeIfAbsent(new Key("", Threads.requirePositive(threads)), key -> choose(threads));
    }

    private static Backend choose(int threads) {
        StringBuilder passedOver = new StringBuilder();
        for (BackendProvider provider : providers()) {
            try {
                Backend backend = load(provider, threads);
                LOG.log(System.Logger.Level.INFO, "backend {0}, {1} threads{2}", backend.name(), threads, passedOver);
                return backend;
            } catch (BackendUnavailableException e) {
                passedOver.append("; not ").append(provider.name()).append(": ").append(e.getMessage());
            }
        }
        throw new BackendUnavailableException("no backend can run here" + passedOver);
    }

    /** {@link #named(String, int)} with {@link Threads#defaultCount()}. */
    public static Backend named(String name) {
        return named(name, Threads.defaultCount());
    }

    /**
     * The backend of that name and no other.
     *
     * @throws IllegalArgumentException if there is none of that name
     * @throws BackendUnavailableException if it can't run here
     * @throws IllegalStateException after {@link #shutdown}
     */
    public static Backend named(String name, int threads) {
        requireRunning();
        return load(provider(name), Threads.requirePositive(threads));
    }

    /** Why the backend of that name can't run here; empty if it can. */
    public static Optional<String> whyUnavailable(String name) {
        try {
            named(name);
            return Optional.empty();
        } catch (BackendUnavailableException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** The names of all backends on the class path and the module path, the preferred first. */
    public static List<String> names() {
        return providers().stream().map(BackendProvider::name).toList();
    }

    private static Backend load(BackendProvider provider, int threads) {
        Denormals.warnIfFlushed(LOG);
        Key key = new Key(provider.name(), threads);
        BackendUnavailableException failure = FAILED.get(key);
        if (failure != null) {
            throw failure;
        }
        try {
            return LOADED.computeIfAbsent(key, k -> provider.create(threads));
        } catch (BackendUnavailableException e) {
            FAILED.put(key, e);
            throw e;
        }
    }

    private static BackendProvider provider(String name) {
        return providers().stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "backend: expected one of " + names() + " but got '" + name + "'"));
    }

    private static List<BackendProvider> providers() {
        List<BackendProvider> providers = new ArrayList<>();
        ServiceLoader.load(BackendProvider.class, Backends.class.getClassLoader())
                .forEach(providers::add);
        providers.sort(Comparator.comparingInt(BackendProvider::priority).reversed());
        return providers;
    }
}
