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

/** Direct memory: how much is left, and allocation that says so before it fails. Thread-safe. */
public final class DirectMemory {
    private static final int ALIGNMENT = 64;
    /** Below this an allocation is tried without a look at the system's figures, which cost some microseconds. */
    private static final long SMALL = 1L << 20;
    /** Of the sleeps that wait for collected memory to come free, each twice as long as the one before. */
    private static final long MAX_SLEEP_MILLIS = 256;

    private DirectMemory() {}

    /**
     * Zeroed direct memory for {@code floats} floats, in native order, its start aligned to 64 bytes.
     *
     * @throws InsufficientMemoryException if it is not to be had
     */
    static ByteBuffer allocate(int floats) {
        long bytes = (long) floats * Float.BYTES;
        if (bytes >= SMALL) {
            require(bytes, "a tensor of " + floats + " floats");
        }
        for (boolean again = false; ; again = true) {
            try {
                ByteBuffer memory = ByteBuffer.allocateDirect((int) Math.min(bytes + ALIGNMENT, Integer.MAX_VALUE));
                // at the end of what was allocated, where AddressSanitizer sees who goes on behind it
                int start = ALIGNMENT - memory.alignmentOffset(0, ALIGNMENT);
                // the very largest tensors leave no room to align
                return memory.slice(start + bytes <= memory.capacity() ? start : 0, (int) bytes)
                        .order(ByteOrder.nativeOrder());
            } catch (OutOfMemoryError e) {
                // The JDK has collected and waited, but other threads may have been faster with what came free.
                if (again || !makeRoom(bytes)) {
                    throw new InsufficientMemoryException(message(bytes, "a tensor of " + floats + " floats"), e);
                }
            }
        }
    }

    /**
     * Checks that {@code bytes} more of direct memory can be had, before any of it is allocated. Only when they can't
     * does it collect garbage, whose memory comes free with it, and wait for up to half a second, as the JDK does.
     *
     * @param what what needs it, for the message
     * @throws InsufficientMemoryException if not, with the sizes
     */
    public static void require(long bytes, String what) {
        if (!isThere(bytes) && !makeRoom(bytes)) {
            throw new InsufficientMemoryException(message(bytes, what));
        }
    }

    /**
     * Leaves memory that is kept for reuse to the collector, and frees what the collector has found forgotten: what
     * there is to do here at the end, since no thread does it.
     */
    public static void forgetIdle() {
        IdleMemory.SHARED.clear();
        Watch.freeForgotten();
    }

    private static boolean isThere(long bytes) {
        return bytes <= Math.min(limit() - used(), physicallyAvailable());
    }

    /** Has forgotten memory collected, one thread at a time: the next may find enough of what came free. */
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

    /** The value of an option of HotSpot; empty for another JVM, and for an option that there is not. */
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

    /** The JVM's limit on direct memory, in bytes: {@code -XX:MaxDirectMemorySize}, or the maximum heap. */
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

    /** What the machine, or the container, can still give, in bytes; {@code Long.MAX_VALUE} where nobody tells. */
    private static long physicallyAvailable() {
        long total = physicalTotal();
        try {
            for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
                if (line.startsWith("MemAvailable:")) {
                    return Math.min(total, Long.parseLong(line.replaceAll("\\D", "")) << 10);
                }
            }
        } catch (IOException | NumberFormatException e) {
            // no Linux: the total is the best figure there is
        }
        return total;
    }
}
