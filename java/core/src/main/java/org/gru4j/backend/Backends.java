package org.gru4j.backend;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds backends and shares them. Each backend is created once for each number of threads. If one fails to load, the
 * failure is stored with its cause, and every later attempt throws it again.
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
     * Releases everything that keeps gru4j's class loader alive: the backends, and what the JVM holds for them. Meant
     * for programs that are unloaded while the JVM keeps running, such as a web application in an application server.
     *
     * <p>Close everything that was created with a backend first. Memory that is still in use is freed when the garbage
     * collector finds it. Calls that are running in other threads complete normally. Further calls of this method do
     * nothing.
     *
     * <p>Afterwards every use of a backend throws IllegalStateException, unless another class loader loads gru4j again.
     */
    public static void shutdown() {
        shutDown = true;
        providers().forEach(BackendProvider::shutdown);
        LOADED.clear();
        FAILED.clear();
        CHOSEN.clear();
    }

    /**
     * Checks that gru4j was not shut down.
     *
     * @throws IllegalStateException after {@link #shutdown}
     */
    public static void requireRunning() {
        if (shutDown) {
            throw new IllegalStateException(
                    "gru4j was shut down by Backends.shutdown(), which is for programs that are about to be unloaded:"
                            + " call it after the last use. A class loader that loads gru4j again can use it");
        }
    }

    /** Returns the fastest backend for {@link Threads#defaultCount()} threads; see {@link #best(int)}. */
    public static Backend best() {
        return best(Threads.defaultCount());
    }

    /**
     * Returns the fastest backend that works here. The first call for a number of threads logs the choice and its
     * reason at INFO.
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

    /** Returns the named backend for {@link Threads#defaultCount()} threads; see {@link #named(String, int)}. */
    public static Backend named(String name) {
        return named(name, Threads.defaultCount());
    }

    /**
     * Returns the backend with this name. Never falls back to another one.
     *
     * @throws IllegalArgumentException if no backend has this name
     * @throws BackendUnavailableException if it can't run here
     * @throws IllegalStateException after {@link #shutdown}
     */
    public static Backend named(String name, int threads) {
        requireRunning();
        return load(provider(name), Threads.requirePositive(threads));
    }

    /** Returns the reason why the named backend can't run here; empty if it can. */
    public static Optional<String> whyUnavailable(String name) {
        try {
            named(name);
            return Optional.empty();
        } catch (BackendUnavailableException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Names of all backends on the class path and the module path, in descending priority. */
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
