package org.gru4j.tensor;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gru4j.lifetime.Watch;

/** Allocates direct memory, and checks first that there is enough of it. Thread-safe. */
public final class DirectMemory {
    private static final int ALIGNMENT = 64;
    /** Smaller allocations are attempted without the system's figures, which take some microseconds to read. */
    private static final long SMALL = 1L << 20;
    /**
     * Longest of the sleeps that wait until collected memory is freed. Each sleep is twice as long as the one before.
     */
    private static final long MAX_SLEEP_MILLIS = 256;

    private DirectMemory() {}

    /**
     * Returns zeroed direct memory for {@code floats} floats, in native byte order, aligned to 64 bytes.
     *
     * @throws InsufficientMemoryException if there is not enough memory
     */
    static ByteBuffer allocate(int floats) {
        long bytes = (long) floats * Float.BYTES;
        if (bytes >= SMALL) {
            require(bytes, "a tensor of " + floats + " floats");
        }
        for (boolean again = false; ; again = true) {
            try {
                ByteBuffer memory = ByteBuffer.allocateDirect((int) Math.min(bytes + ALIGNMENT, Integer.MAX_VALUE));
                // at the end of the allocation, so that AddressSanitizer detects accesses beyond it
                int start = ALIGNMENT - memory.alignmentOffset(0, ALIGNMENT);
                // the very largest tensors leave no room for alignment
                return memory.slice(start + bytes <= memory.capacity() ? start : 0, (int) bytes)
                        .order(ByteOrder.nativeOrder());
            } catch (OutOfMemoryError e) {
                // The JDK has collected garbage and waited, but other threads may have taken the freed memory first.
                if (again || !makeRoom(bytes)) {
                    throw new InsufficientMemoryException(message(bytes, "a tensor of " + floats + " floats"), e);
                }
            }
        }
    }

    /**
     * Checks that {@code bytes} more of direct memory are available, before any of it is allocated. If they are not,
     * the method collects garbage, which frees unused direct memory, and waits for up to half a second, as the JDK
     * does.
     *
     * @param what purpose of the memory, for the message
     * @throws InsufficientMemoryException if the memory is not available; the message gives the sizes
     */
    public static void require(long bytes, String what) {
        if (!isThere(bytes) && !makeRoom(bytes)) {
            throw new InsufficientMemoryException(message(bytes, what));
        }
    }

    /**
     * Leaves memory that is kept for reuse to the garbage collector, and frees the memory of forgotten objects that the
     * collector has found. Called at shutdown, because no thread does this in the background.
     */
    public static void forgetIdle() {
        IdleMemory.SHARED.clear();
        Watch.freeForgotten();
    }

    private static boolean isThere(long bytes) {
        return bytes <= Math.min(limit() - used(), physicallyAvailable());
    }

    /** Collects garbage to make room. One thread at a time: the next one may find that enough memory was freed. */
    private static synchronized boolean makeRoom(long bytes) {
        if (isThere(bytes)) {
            return true;
        }
        if (bytes > Math.min(limit(), physicalTotal())) {
            return false;
        }
        System.gc();
        Watch.freeForgotten();
        boolean interrupted = false;
        for (long millis = 1; millis <= MAX_SLEEP_MILLIS && !isThere(bytes); millis *= 2) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return isThere(bytes);
    }

    private static String message(long bytes, String what) {
        return String.format(
                "%s needs %s, but of the JVM's direct memory %s of %s are in use and the machine has %s"
                        + " available (raise the first with -XX:MaxDirectMemorySize%s)",
                what,
                text(bytes),
                text(used()),
                text(limit()),
                text(physicallyAvailable()),
                vmOption("DisableExplicitGC").equals("true")
                        ? ", and remove -XX:+DisableExplicitGC, which keeps unused memory from being collected"
                        : "");
    }

    /** Returns the value of a HotSpot option; empty if the JVM is another one or does not have the option. */
    private static String vmOption(String name) {
        HotSpotDiagnosticMXBean bean = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        try {
            return bean == null ? "" : bean.getVMOption(name).getValue();
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static String text(long bytes) {
        return bytes < 10L << 20 ? (bytes >> 10) + " KiB" : (bytes >> 20) + " MiB";
    }

    /** The JVM's limit on direct memory in bytes: {@code -XX:MaxDirectMemorySize}, or else the maximum heap size. */
    public static long limit() {
        String option = vmOption("MaxDirectMemorySize");
        long bytes = option.isEmpty() ? 0 : Long.parseLong(option);
        return bytes > 0 ? bytes : Runtime.getRuntime().maxMemory();
    }

    /** Direct memory that is in use, in bytes. */
    public static long used() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private static long physicalTotal() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean bean
                ? bean.getTotalMemorySize()
                : Long.MAX_VALUE;
    }

    /**
     * Memory that the machine or the container can still provide, in bytes; {@code Long.MAX_VALUE} if this is unknown.
     */
    private static long physicallyAvailable() {
        long total = physicalTotal();
        try {
            for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
                if (line.startsWith("MemAvailable:")) {
                    return Math.min(total, Long.parseLong(line.replaceAll("\\D", "")) << 10);
                }
            }
        } catch (IOException | NumberFormatException e) {
            // not Linux: the total is the best figure available
        }
        return total;
    }
}
