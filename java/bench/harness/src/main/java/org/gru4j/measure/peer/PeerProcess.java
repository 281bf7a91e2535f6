package org.gru4j.measure.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.gru4j.measure.Checksum;
import org.gru4j.measure.Contestant;
import org.gru4j.measure.GruTask;
import org.jspecify.annotations.Nullable;

/**
 * Controls a peer's process. The process is stopped (SIGSTOP) except during its own turns.
 *
 * <p>The reason is that idle threads spin for up to 0.2 s after a step, in the OpenMP of Intel and GNU and in the
 * thread pools of TensorFlow and ONNX Runtime. They would slow down the next peer. Disabling that would slow down their
 * own steps. Because the process is stopped, every peer keeps its default settings and does not disturb the others.
 */
public final class PeerProcess implements Contestant, AutoCloseable {
    /**
     * Checksums of the results of a peer.
     *
     * @param y the output [T,N,H]
     * @param dx the gradient of x [T,N,I]; null in inference
     * @param weightGradients the gradients of W and U in any order; null in inference
     */
    public record Outcome(
            Checksum y, @Nullable Checksum dx, @Nullable Checksum weightGradients) {
        /** Returns the names of the results that differ from those of {@code other}; empty if none do. */
        public List<String> differencesFrom(Outcome other) {
            List<String> differences = new ArrayList<>();
            if (!y.agreesWith(other.y)) {
                differences.add("y");
            }
            if (dx != null && (other.dx == null || !dx.agreesWith(other.dx))) {
                differences.add("dx");
            }
            if (weightGradients != null
                    && (other.weightGradients == null || !weightGradients.sameNormAs(other.weightGradients))) {
                differences.add("dW, dU");
            }
            return differences;
        }
    }

    /** Prefixes of environment variables that are removed, because they are meant for this process or one library. */
    private static final List<String> FOREIGN_SETTINGS =
            List.of("OMP_", "GOMP_", "KMP_", "MKL_", "OPENBLAS_", "DNNL_", "ONEDNN_", "TF_", "JDK_JAVA_OPTIONS");
    /**
     * Ends the process $1 after the process $0 has ended for any reason. Otherwise a stopped process would stay
     * forever.
     */
    private static final String GUARD = "while kill -0 \"$0\" 2> /dev/null; do sleep 5; done; kill -KILL \"$1\"";

    private static final int LAST_LINES = 5;
    private static final long QUIT_SECONDS = 5;

    private final PeerLaunch launch;
    private final Process process;
    private final Process guard;
    private final Path log;
    private final Writer in;
    private final BufferedReader out;
    private final Thread killer;

    /** Starts the process. The caller closes it. */
    public PeerProcess(PeerLaunch launch) {
        this.launch = launch;
        try {
            log = Files.createTempFile("gru4j-" + launch.name() + "-", ".log");
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(launch.options());
            command.addAll(List.of("-cp", launch.classPath(), launch.main()));
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
            builder.environment()
                    .keySet()
                    .removeIf(name -> FOREIGN_SETTINGS.stream().anyMatch(name::startsWith));
            builder.environment().putAll(launch.environment());
            process = builder.start();
            guard = new ProcessBuilder(
                            "sh",
                            "-c",
                            GUARD,
                            Long.toString(ProcessHandle.current().pid()),
                            Long.toString(process.pid()))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(launch.name() + ": could not be started: " + e.getMessage(), e);
        }
        in = process.outputWriter(StandardCharsets.UTF_8);
        out = process.inputReader(StandardCharsets.UTF_8);
        // in a normal exit the hook acts at once; the guard takes up to five seconds
        killer = new Thread(() -> {
            guard.destroy();
            process.destroyForcibly();
        });
        Runtime.getRuntime().addShutdownHook(killer);
    }

    public PeerLaunch launch() {
        return launch;
    }

    /** Returns {@link Peer#properties}. */
    public Map<String, String> describe() {
        return ask(PeerServer.DESCRIBE);
    }

    /**
     * Prepares a task, which {@link #run} then runs.
     *
     * @return checksums of the task's results
     * @throws UnsupportedOperationException if the library can't compute the task; the message has the reason
     * @throws IllegalStateException if the library fails, or its process has ended
     */
    public Outcome prepare(GruTask task) {
        Map<String, String> fields = ask(PeerServer.PREPARE + task);
        return new Outcome(
                Checksum.parse(field(fields, PeerServer.Y)),
                task.training() ? Checksum.parse(field(fields, PeerServer.DX)) : null,
                task.training() ? Checksum.parse(field(fields, PeerServer.WEIGHT_GRADIENTS)) : null);
    }

    private String field(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalStateException(
                    launch.name() + ": expected an answer with '" + name + "' but got " + fields.keySet());
        }
        return value;
    }

    @Override
    public double[] run(int count) {
        String nanoseconds = field(ask(PeerServer.RUN + count), PeerServer.NANOSECONDS);
        return Arrays.stream(nanoseconds.split(","))
                .mapToDouble(text -> Long.parseLong(text) * 1e-9)
                .toArray();
    }

    private Map<String, String> ask(String line) {
        try {
            signal("CONT");
            in.write(line + "\n");
            in.flush();
            String reply = out.readLine();
            while (reply != null && !Reply.isReply(reply)) {
                reply = out.readLine();
            }
            if (reply == null) {
                throw new IOException("the process ended");
            }
            signal("STOP");
            return Reply.fields(reply);
        } catch (IOException e) {
            throw new IllegalStateException(
                    launch.name() + ": '" + line + "' failed: " + e.getMessage() + lastLines(), e);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(launch.name() + ": '" + line + "' failed: " + e.getMessage(), e);
        }
    }

    private void signal(String name) throws IOException {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private String lastLines() {
        try (Stream<String> lines = Files.lines(log)) {
            List<String> all = lines.toList();
            return all.isEmpty()
                    ? ""
                    : "; its last output: "
                            + String.join(" | ", all.subList(Math.max(0, all.size() - LAST_LINES), all.size()));
        } catch (IOException | UncheckedIOException e) {
            return "";
        }
    }

    /** Ends the process. */
    @Override
    public void close() {
        guard.destroy();
        try {
            signal("CONT");
            in.write(PeerServer.QUIT + "\n");
            in.close();
            if (!process.waitFor(QUIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            Files.deleteIfExists(log);
        } catch (IOException e) {
            process.destroyForcibly(); // it has ended already, or will now
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().removeShutdownHook(killer);
    }
}
