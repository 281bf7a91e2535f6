package org.gru4j.tasks.data;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a run learns from.
 *
 * @param location the path that was read; empty for what comes along or is made by the program
 * @param checksum of what was read
 * @param description for people
 */
public record DataSource(String location, String checksum, String description) {
    /** The path to read; null for what comes along or is made. */
    public static @Nullable Path path(String location) {
        return location.isEmpty() ? null : Path.of(location);
    }

    /** How a path is remembered; {@code null} for what comes along or is made. */
    public static String location(@Nullable Path path) {
        return path == null ? "" : path.toAbsolutePath().normalize().toString();
    }
}
