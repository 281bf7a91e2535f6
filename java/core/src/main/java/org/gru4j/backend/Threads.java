package org.gru4j.backend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.gru4j.argument.Arguments;

/** How many threads to use. Thread-safe: a limit is the calling thread's own. */
public final class Threads {
    /** The system property that sets the number of threads for the whole library. */
    public static final String PROPERTY = "gru4j.threads";

    /** At [0] the limit of each thread that has set one; 0 for none. */
    private static final ThreadLocal<int[]> LIMIT = ThreadLocal.withInitial(() -> new int[1]);

    private static final CpuQuota QUOTA = new CpuQuota(Path.of("/proc/self"));

    private Threads() {}

    /** A limit on threads, until it is closed by the thread that set it. */
    public interface Limit extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * From now on what the calling thread asks of any backend uses at most so many threads, those of the backend if
     * they are fewer. For programs that run models in several Java threads at once: cores ÷ Java threads keeps them
     * from fighting for cores. Limits may be nested; the last one counts.
     *
     * @throws IllegalArgumentException if {@code threads} is not positive
     */
    public static Limit limitTo(int threads) {
        int previous = exchangeLimit(requirePositive(threads));
        return () -> exchangeLimit(previous);
    }

    /**
     * {@link #limitTo} for steps that allocate nothing: sets the calling thread's limit, which the caller puts back.
     *
     * @param threads 0 for no limit
     * @return the limit before; 0 if there was none
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
     * {@code -Dgru4j.threads}, or else the physical cores (a core's second hardware thread adds nothing to dense
     * products) within what the JVM may use, which honours the process's affinity, and within the CPU quotas of the
     * control groups that the process is in: its container's, and those further up.
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

    /** @throws IllegalArgumentException if {@code threads} is not positive */
    public static int requirePositive(int threads) {
        Arguments.requirePositive("threads", threads);
        return threads;
    }

    /** Distinct (socket, core) pairs that Linux tells of; elsewhere the processors that the JVM sees. */
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
