package org.gru4j.examples.service;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The service in a JVM of its own, on a port that was free. */
final class ServiceProcess implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening on (http://\\S+) .*");
    private static final int PATIENCE_SECONDS = 30;

    private final Process process;
    private final Path log;
    private final URI address;

    private ServiceProcess(Process process, Path log) throws IOException {
        this.process = process;
        this.log = log;
        // what it prints first; null if it has ended
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        Matcher matcher = LISTENING.matcher(String.valueOf(line));
        if (!matcher.matches()) {
            process.destroyForcibly();
            throw new AssertionError("expected the service to tell its address but got '" + line + "': " + log());
        }
        address = URI.create(matcher.group(1));
    }

    /** @param options the JVM's, which say what it runs */
    static ServiceProcess start(String javaHome, List<String> options, Path model) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(Path.of(javaHome, "bin", "java").toString()));
        command.addAll(options);
        command.addAll(List.of(model.toString(), "0"));
        Path log = model.resolveSibling("log");
        return new ServiceProcess(
                new ProcessBuilder(command).redirectError(log.toFile()).start(), log);
    }

    URI address() {
        return address;
    }

    /** What it has logged so far. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(log.toString(), e);
        }
    }

    /** Ends it as a user would, with SIGTERM, which it must obey. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the service did not end: " + log());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
