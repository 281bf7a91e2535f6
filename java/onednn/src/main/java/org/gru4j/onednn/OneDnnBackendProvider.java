package org.gru4j.onednn;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Properties;
import java.util.ServiceLoader;
import org.gru4j.backend.Backend;
import org.gru4j.backend.BackendProvider;
import org.gru4j.backend.BackendUnavailableException;

/**
 * Provides the {@code onednn} backend on Linux on x86-64, if the jar with its native library is on the class path or
 * the module path. Before it returns a backend, it compares its results with the reference backend, and those of
 * several threads with those of one.
 *
 * <p>Thread-safe.
 */
public final class OneDnnBackendProvider implements BackendProvider {
    static final String NAME = "onednn";
    private static final System.Logger LOG = System.getLogger(OneDnnBackendProvider.class.getName());
    private static final int PRIORITY = 100;
    /**
     * The most threads, far more than any machine has. OpenMP, which oneDNN uses, ends the process if it can't create
     * the threads that it is asked for.
     */
    private static final int MAX_THREADS = 1024;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int priority() {
        return PRIORITY;
    }

    @Override
    public Backend create(int threads) {
        if (threads > MAX_THREADS) {
            throw new IllegalArgumentException("threads: expected at most " + MAX_THREADS + " but got " + threads);
        }
        requirePlatform(System.getProperty("os.name"), System.getProperty("os.arch"));
        try {
            requireNativeJar();
            LibraryLoader.load();
            requireVersion(version(), NativeLibrary.version());
            requireOneDnn(NativeLibrary.oneDnnHeadersVersion(), NativeLibrary.oneDnnVersion());
            OneDnnBackend backend = new OneDnnBackend(threads);
            SelfCheck.run(backend);
            ExitGuard.install();
            sayIfOpenMpIsLimited(threads, NativeLibrary.openMpThreads(threads));
            return backend;
        } catch (LinkageError | RuntimeException e) {
            throw e instanceof BackendUnavailableException unavailable
                    ? unavailable
                    : new BackendUnavailableException("the native library failed to load or to run: " + e, e);
        } catch (OutOfMemoryError e) {
            throw withoutThreads(e);
        }
    }

    /**
     * Returns the error for a limit on threads. JavaCPP starts a thread when its classes are initialised, and fails
     * with an OutOfMemoryError if it can't.
     *
     * @throws OutOfMemoryError the given one, if it was caused by a lack of memory
     */
    static BackendUnavailableException withoutThreads(OutOfMemoryError e) {
        if (!String.valueOf(e.getMessage()).contains("native thread")) {
            throw e;
        }
        return new BackendUnavailableException(
                "the system does not allow this process another thread, which loading the native library needs; raise"
                        + " the limit (ulimit -u, or the container's limit on processes)",
                e);
    }

    @Override
    public void shutdown() {
        ExitGuard.remove();
    }

    private static void requireNativeJar() {
        ServiceLoader<NativeJar> jars = ServiceLoader.load(NativeJar.class, NativeJar.class.getClassLoader());
        if (jars.stream().noneMatch(jar -> jar.get().platform().equals(NativeLibrary.PLATFORM))) {
            throw new BackendUnavailableException(
                    "the native library is neither on the class path nor on the module path:"
                            + " it is in gru4j-onednn-" + version() + "-" + NativeLibrary.PLATFORM
                            + ".jar, which a build with -Dgru4j.native=skip does not produce");
        }
    }

    private static void sayIfOpenMpIsLimited(int threads, int available) {
        if (available < threads) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "OpenMP provides only {0} of {1} threads, probably because of OMP_THREAD_LIMIT or another OMP_"
                            + " environment variable: LSTM cells, tanh units and -D{2}=primitive use {0} threads;"
                            + " everything else uses up to {1}",
                    available,
                    threads,
                    Strategy.PROPERTY);
        }
    }

    static void requirePlatform(String os, String arch) {
        if (!os.equals("Linux") || !arch.equals("amd64")) {
            throw new BackendUnavailableException("the native library requires Linux on x86-64 but this is " + os
                    + " on " + arch + "; gru4j runs in pure Java here");
        }
    }

    static void requireVersion(String expected, String actual) {
        if (!expected.equals(actual)) {
            throw new BackendUnavailableException("the native library has a different version: expected " + expected
                    + " but got " + actual + "; the two gru4j-onednn jars must have the same version");
        }
    }

    /**
     * Checks the version of oneDNN. If a process loads several libraries with the same name, the system uses the one
     * that was loaded first for all of them.
     *
     * @throws BackendUnavailableException if the loaded version is older, or has another major version
     */
    static void requireOneDnn(String compiledWith, String loaded) {
        int[] expected = numbers(compiledWith);
        int[] actual = numbers(loaded);
        if (actual[0] != expected[0] || actual[1] < expected[1]) {
            throw new BackendUnavailableException("another library in this process has loaded oneDNN " + loaded
                    + " but gru4j needs " + expected[0] + "." + expected[1] + " or a later " + expected[0]
                    + ".x: use gru4j first, or provide the other library with that version");
        }
    }

    private static int[] numbers(String version) {
        return Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
    }

    /** Returns the version of this jar. */
    static String version() {
        Properties build = new Properties();
        try (InputStream in = OneDnnBackendProvider.class.getResourceAsStream("build.properties")) {
            build.load(in);
        } catch (IOException e) {
            throw new BackendUnavailableException("build.properties of gru4j-onednn can't be read", e);
        }
        return build.getProperty("version");
    }
}
