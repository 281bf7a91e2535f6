package org.gru4j.backend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The CPU quota that Linux's control groups impose on this process, for example those of a container, a service or a
 * pod. The JVM reads the quota of the process's own group. Before Java 19 it overlooks quotas of groups further up,
 * which orchestrators set.
 */
final class CpuQuota {
    private static final String UNLIMITED = "max";

    private final Path proc;

    /** @param proc the directory in which Linux describes this process: {@code /proc/self} */
    CpuQuota(Path proc) {
        this.proc = proc;
    }

    /**
     * Returns the smallest quota of all groups that contain this process, in whole processors. Fractions are rounded
     * up, as the JVM does. Empty if there is no quota, or if this is not Linux.
     */
    OptionalInt processors() {
        try {
            int least = Integer.MAX_VALUE;
            List<String> groups = Files.readAllLines(proc.resolve("cgroup"));
            for (String line : Files.readAllLines(proc.resolve("mountinfo"))) {
                Mount mount = Mount.of(line);
                if (mount != null) {
                    least = Math.min(least, mount.processors(groups));
                }
            }
            return least == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(least);
        } catch (IOException | RuntimeException e) { // not Linux, or an unknown format: no quota is known
            return OptionalInt.empty();
        }
    }

    /**
     * A place where a hierarchy of control groups is mounted.
     *
     * @param root the group that is visible at the mount point
     * @param point the mount point, a directory
     * @param unified whether the hierarchy is of version 2
     */
    private record Mount(String root, Path point, boolean unified) {
        /** Parses a line of mountinfo. Null if the mount is no hierarchy with CPU quotas. */
        static @Nullable Mount of(String line) {
            String[] sides = line.split(" - ", 2);
            String[] what = sides[0].split(" ");
            String[] type = sides[1].split(" ");
            boolean unified = type[0].equals("cgroup2");
            boolean cpu =
                    type[0].equals("cgroup") && List.of(type[2].split(",")).contains("cpu");
            return unified || cpu ? new Mount(what[3], Path.of(what[4]), unified) : null;
        }

        /**
         * Returns the smallest quota on the path from the process's group up to the mount point, in processors;
         * {@link Integer#MAX_VALUE} if there is none.
         */
        int processors(List<String> groups) throws IOException {
            int least = Integer.MAX_VALUE;
            Path group = directory(groups);
            while (group != null && group.startsWith(point)) {
                least = Math.min(least, quota(group));
                group = group.getParent();
            }
            return least;
        }

        /** Returns the directory of the process's group. Lines have the form {@code number:controllers:path}. */
        private @Nullable Path directory(List<String> groups) {
            for (String line : groups) {
                String[] parts = line.split(":", 3);
                if (unified ? parts[1].isEmpty() : List.of(parts[1].split(",")).contains("cpu")) {
                    String path = parts[2];
                    if (!root.equals("/") && path.startsWith(root)) { // the path is as seen from outside the container
                        path = path.substring(root.length());
                    }
                    Path directory = point.resolve(path.replaceFirst("^/+", "")).normalize();
                    return Files.isDirectory(directory) ? directory : point;
                }
            }
            return null;
        }

        private int quota(Path group) throws IOException {
            Path file = group.resolve(unified ? "cpu.max" : "cpu.cfs_quota_us");
            if (!Files.isReadable(file)) {
                return Integer.MAX_VALUE; // the root group has no quota
            }
            String[] values = Files.readString(file).trim().split(" "); // quota and period in microseconds
            if (values[0].equals(UNLIMITED) || Long.parseLong(values[0]) <= 0) {
                return Integer.MAX_VALUE;
            }
            long period = Long.parseLong(
                    unified
                            ? values[1]
                            : Files.readString(group.resolve("cpu.cfs_period_us"))
                                    .trim());
            return (int) Math.max(1, (Long.parseLong(values[0]) + period - 1) / period);
        }
    }
}
