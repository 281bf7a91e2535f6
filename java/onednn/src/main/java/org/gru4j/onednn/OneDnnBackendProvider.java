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
 * Makes the {@code onednn} backend available where it can run: on Linux on x86-64, with the jar of its native library
 * beside this one. What it hands out has been compared with the reference backend first, and several threads with one.
 *
 * <p>Thread-safe.
 */
public final class OneDnnBackendProvider implements BackendProvider {
    static final String NAME = "onednn";
    private static final System.Logger LOG = System.getLogger(OneDnnBackendProvider.class.getName());
    private static final int PRIORITY = 100;
    /** Far above any machine; oneDNN's OpenMP ends the process if it can't make the threads that it is asked for. */
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
     * What a limit on threads does to JavaCPP, which starts one of its own when its classes are initialised.
     *
     * @throws OutOfMemoryError the same, if it is memory that there was not enough of
     */
    static BackendUnavailableException withoutThreads(OutOfMemoryError e) {
        if (!String.valueOf(e.getMessage()).contains("native thread")) {
            throw e;
        }
        return new BackendUnavailableException(
                "the system starts no more threads for this process, and loading the native"
                        + " library needs one; raise the limit (ulimit -u, or the container's limit on processes)",
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
                            + ".jar, which a build with -Dgru4j.native=skip does not make");
        }
    }

    private static void sayIfOpenMpIsLimited(int threads, int available) {
        if (available < threads) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "OpenMP gives {0} of {1} threads here, probably because of OMP_THREAD_LIMIT"
                            + " or another OMP_ variable of the environment: LSTM cells, tanh units and -D{2}=primitive run in"
                            + " {0}; all else in up to {1}",
                    available,
                    threads,
                    Strategy.PROPERTY);
        }
    }

    static void requirePlatform(String os, String arch) {
        if (!os.equals("Linux") || !arch.equals("amd64")) {
            throw new BackendUnavailableException("native code is there for Linux on x86-64 only, gru4j runs in pure"
                    + " Java here (" + os + " on " + arch + ")");
        }
    }

    static void requireVersion(String expected, String actual) {
        if (!expected.equals(actual)) {
            throw new BackendUnavailableException("the native library is of another version: expected " + expected
                    + " but got " + actual + "; the two gru4j-onednn jars must be of the same");
        }
    }

    /** Of several libraries of one name the system gives a process the one that was loaded first, whoever loaded it. */
    static void requireOneDnn(String compiledWith, String loaded) {
        int[] expected = numbers(compiledWith);
        int[] actual = numbers(loaded);
        if (actual[0] != expected[0] || actual[1] < expected[1]) {
            throw new BackendUnavailableException("another library of this process has loaded oneDNN " + loaded
                    + ", and gru4j needs " + expected[0] + "." + expected[1] + " or a later " + expected[0]
                    + ".x: use gru4j first, or give the other library that version");
        }
    }

    private static int[] numbers(String version) {
        return Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
    }

    /** The version of this jar. */
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
