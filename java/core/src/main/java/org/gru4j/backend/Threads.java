package org.gru4j.backend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.gru4j.argument.Arguments;

/** Decides how many threads to use. Thread-safe: a limit applies only to the thread that set it. */
public final class Threads {
    /** System property with the number of threads for the whole library. */
    public static final String PROPERTY = "gru4j.threads";

    /** Element [0] is the calling thread's limit; 0 for none. */
    private static final ThreadLocal<int[]> LIMIT = ThreadLocal.withInitial(() -> new int[1]);

    private static final CpuQuota QUOTA = new CpuQuota(Path.of("/proc/self"));

    private Threads() {}

    /** A limit on threads. The thread that set it closes it, which restores the previous limit. */
    public interface Limit extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Limits the threads that kernels use when the calling thread runs them: at most {@code threads}, or those of the
     * backend if they are fewer. For programs that run models in several Java threads at once: with a limit of cores ÷
     * Java threads, these do not compete for cores. Limits may be nested; the innermost applies.
     *
     * @throws IllegalArgumentException if {@code threads} is not positive
     */
    public static Limit limitTo(int threads) {
        int previous = exchangeLimit(requirePositive(threads));
        return () -> exchangeLimit(previous);
    }

    /**
     * Sets the calling thread's limit without allocating an object. The caller restores the previous limit. See
     * {@link #limitTo}.
     *
     * @param threads 0 for no limit
     * @return the previous limit; 0 if there was none
     * @throws IllegalArgumentException if {@code threads} is negative
     */
    public static int exchangeLimit(int threads) {
        if (threads < 0) {
            throw new IllegalArgumentException(
                    "limit on threads: expected a positive number, or 0 for none, but got " + threads);
        }
        int[] limit = LIMIT.get();
        int previous = limit[0];
        limit[0] = threads;
        return previous;
    }

    /** The calling thread's limit; 0 if it has none. */
    public static int limit() {
        return LIMIT.get()[0];
    }

    /**
     * Returns the default number of threads: {@code -Dgru4j.threads} if set, otherwise the number of physical cores. A
     * core's second hardware thread adds nothing to dense products. The number is limited to the processors that the
     * JVM may use, which respects the process's affinity, and to the CPU quotas of all control groups that contain the
     * process: its container's, and those further up.
     *
     * @throws IllegalArgumentException if the property is not a positive number
     */
    public static int defaultCount() {
        String property = System.getProperty(PROPERTY);
        if (property == null) {
            int processors = Math.min(physicalCores(), Runtime.getRuntime().availableProcessors());
            return Math.max(1, Math.min(processors, QUOTA.processors().orElse(processors)));
        }
        try {
            return requirePositive(Integer.parseInt(property.trim()));
        } catch (IllegalArgumentException e) { // no number, or not positive
            throw new IllegalArgumentException(
                    "-D" + PROPERTY + ": expected a positive number but got '" + property + "'", e);
        }
    }

    /**
     * Checks a number of threads and returns it.
     *
     * @throws IllegalArgumentException if {@code threads} is not positive
     */
    public static int requirePositive(int threads) {
        Arguments.requirePositive("threads", threads);
        return threads;
    }

    /**
     * Number of distinct (socket, core) pairs in Linux's {@code /proc/cpuinfo}. On other systems, the number of
     * processors that the JVM sees.
     */
    public static int physicalCores() {
        Set<String> cores = new HashSet<>();
        try {
            String socket = "0";
            for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
                if (line.startsWith("physical id")) {
                    socket = line.substring(line.indexOf(':') + 1).trim();
                } else if (line.startsWith("core id")) {
                    cores.add(
                            socket + "/" + line.substring(line.indexOf(':') + 1).trim());
                }
            }
        } catch (IOException e) {
            // not Linux
        }
        return cores.isEmpty() ? Runtime.getRuntime().availableProcessors() : cores.size();
    }
}
