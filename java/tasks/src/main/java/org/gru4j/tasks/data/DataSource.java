package org.gru4j.tasks.data;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The origin of a run's data.
 *
 * @param location the path that was read; empty for bundled or synthetic data
 * @param checksum of the contents
 * @param description for people
 */
public record DataSource(String location, String checksum, String description) {
    /** Returns the path of a location; null for bundled or synthetic data. */
    public static @Nullable Path path(String location) {
        return location.isEmpty() ? null : Path.of(location);
    }

    /** Returns the location of a path, as checkpoints store it; {@code path} is null for bundled or synthetic data. */
    public static String location(@Nullable Path path) {
        return path == null ? "" : path.toAbsolutePath().normalize().toString();
    }
}
