package org.gru4j.parity;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.gru4j.backend.Backends;
import org.gru4j.tensor.DirectMemory;

/**
 * Works in rounds. About once a second, between two rounds, it prints the resources of the process. Four times it
 * prints the objects that are left after a collection.
 *
 * <p>The first quarter is the warm-up. After it, passes have everything that they keep for later shapes, the JVM has
 * loaded its classes and compiled, and every figure has been measured once, which itself takes memory.
 *
 * <pre>
 *   sample SECONDS ROUND RESIDENT HEAP DIRECT THREADS FILES     bytes; the heap is what a collection leaves
 *   objects ROUND COUNT CLASS
 *   warm                                                        the end of the warm-up; earlier lines are not evaluated
 * </pre>
 */
public final class SoakProgram {
    private static final double SECOND = 1e9;
    private static final double LONGEST_INTERVAL = 1;

    private final long begin = System.nanoTime();
    private final SoakWork onednn;
    private final SoakWork reference;
    private final List<SoakLeak> leaks;
    private final double interval;
    private int round;
    private double sampled;

    private SoakProgram(SoakWork onednn, SoakWork reference, List<SoakLeak> leaks, double interval) {
        this.onednn = onednn;
        this.reference = reference;
        this.leaks = leaks;
        this.interval = interval;
    }

    /** @param arguments seconds, the least rounds, a directory for files, and what to leak in each round */
    public static void main(String[] arguments) throws Exception {
        double seconds = Double.parseDouble(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        Path directory = Path.of(arguments[2]);
        List<SoakLeak> leaks =
                Stream.of(arguments).skip(3).map(SoakLeak::valueOf).toList();
        try (SoakWork onednn = new SoakWork(Backends.named("onednn", 2), directory);
                SoakWork reference = new SoakWork(Backends.named("reference", 1), directory)) {
            SoakProgram program = new SoakProgram(onednn, reference, leaks, Math.min(LONGEST_INTERVAL, seconds / 60));
            program.printObjects();
            program.work(seconds / 4, rounds / 2);
            System.out.println("warm");
            program.printObjects();
            program.work(seconds * 5 / 8, rounds / 4);
            program.printObjects();
            program.work(seconds, rounds / 4);
            program.printObjects();
        }
    }

    /** Until it has run for so many seconds, and for so many rounds more at least. */
    private void work(double seconds, int rounds) throws IOException, InterruptedException {
        for (int left = rounds; left > 0 || now() < seconds; left--) {
            round++;
            onednn.round();
            reference.round();
            leaks.forEach(SoakLeak::once);
            if (now() - sampled >= interval) {
                sampled = now();
                printSample();
            }
        }
    }

    private double now() {
        return (System.nanoTime() - begin) / SECOND;
    }

    private void printSample() throws IOException, InterruptedException {
        Garbage.collect();
        String status = Files.readString(Path.of("/proc/self/status"));
        System.out.printf(
                "sample %.1f %d %d %d %d %d %d%n",
                sampled,
                round,
                number(status, "VmRSS") << 10,
                heap(),
                DirectMemory.used(),
                number(status, "Threads"),
                files());
    }

    private static long number(String status, String key) {
        return status.lines()
                .filter(line -> line.startsWith(key + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    /** What the last collection left. */
    private static long heap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getCollectionUsage)
                .filter(Objects::nonNull)
                .mapToLong(MemoryUsage::getUsed)
                .sum();
    }

    private static long files() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    private void printObjects() throws JMException {
        objects()
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words[0].endsWith(":"))
                .forEach(words -> System.out.println("objects " + round + " " + words[1] + " " + words[3]));
    }

    /** What a collection leaves: a line for each class. */
    private static String objects() throws JMException {
        return (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
    }
}
