package org.gru4j.measure.peer;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The settings with which a peer's process is started.
 *
 * @param name a name of one word
 * @param title the name that is printed
 * @param main the main class, which calls {@link PeerServer#serve}
 * @param classPath the class path
 * @param options the JVM's options
 * @param environment additional environment variables
 */
public record PeerLaunch(
        String name,
        String title,
        String main,
        String classPath,
        List<String> options,
        Map<String, String> environment) {
    /** The name of gru4j's own peer. */
    public static final String GRU4J = "gru4j";

    private static final String FILE = "peer.properties";
    private static final String THREADS = "${threads}";
    private static final String ENVIRONMENT = "env.";

    /** Copies the options and the environment. */
    public PeerLaunch {
        options = List.copyOf(options);
        environment = Map.copyOf(environment);
    }

    /** Returns the launch of gru4j in its own process, with the class path of this process. */
    public static PeerLaunch ofGru4j(int threads, List<String> moreOptions, Map<String, String> environment) {
        List<String> options = new ArrayList<>(List.of("-Dgru4j.threads=" + threads));
        options.addAll(moreOptions);
        return new PeerLaunch(
                GRU4J, GRU4J, Gru4jPeer.class.getName(), System.getProperty("java.class.path"), options, environment);
    }

    /**
     * Returns the peers that were built below a directory, sorted by name. Each has a directory of classes with a
     * {@value #FILE}, and next to it a file with its class path.
     *
     * @param threads the number of threads that a peer may use
     */
    public static List<PeerLaunch> find(Path directory, int threads) {
        List<PeerLaunch> found = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> entries = Files.list(directory)) {
                entries.sorted().forEach(entry -> read(entry, threads).ifPresent(found::add));
            } catch (IOException e) {
                throw new UncheckedIOException(directory + ": can't be listed", e);
            }
        }
        return found;
    }

    private static Optional<PeerLaunch> read(Path project, int threads) {
        Path classes = project.resolve("target/classes");
        Path file = classes.resolve(FILE);
        Path classPath = project.resolve("target/class-path");
        if (!Files.exists(file) || !Files.exists(classPath)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            Properties properties = new Properties();
            properties.load(in);
            List<String> options = new ArrayList<>();
            options.add("-Dgru4j.threads=" + threads);
            for (String option : properties.getProperty("options", "").trim().split(" +")) {
                if (!option.isEmpty()) {
                    options.add(option.replace(THREADS, Integer.toString(threads)));
                }
            }
            Map<String, String> environment = new LinkedHashMap<>();
            properties.stringPropertyNames().stream()
                    .filter(name -> name.startsWith(ENVIRONMENT))
                    .sorted()
                    .forEach(name -> environment.put(
                            name.substring(ENVIRONMENT.length()),
                            properties.getProperty(name).replace(THREADS, Integer.toString(threads))));
            return Optional.of(new PeerLaunch(
                    project.getFileName().toString(),
                    properties.getProperty("title"),
                    properties.getProperty("main"),
                    classes + File.pathSeparator + Files.readString(classPath).trim(),
                    options,
                    environment));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": can't be read", e);
        }
    }
}
