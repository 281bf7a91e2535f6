package org.gru4j.measure.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.gru4j.measure.Checksum;
import org.gru4j.measure.Contestant;
import org.gru4j.measure.GruTask;
import org.gru4j.measure.TaskData;
import org.jspecify.annotations.Nullable;

/**
 * Serves a peer inside its process. It reads lines from standard input and answers each with one line:
 *
 * <pre>
 *   describe                                  versions and settings
 *   prepare 50,64,256,256 after train         prepares the task, runs it twice, and answers checksums of the results
 *   run 3                                     the nanoseconds of three steps
 *   quit                                      ends the process, like the end of input
 * </pre>
 */
public final class PeerServer {
    static final String DESCRIBE = "describe";
    static final String PREPARE = "prepare ";
    static final String RUN = "run ";
    static final String QUIT = "quit";
    static final String Y = "y";
    static final String DX = "dx";
    static final String WEIGHT_GRADIENTS = "dW";
    static final String NANOSECONDS = "ns";

    private final Peer peer;
    /** The prepared task; null if there is none. */
    private Peer.@Nullable Step step;

    private PeerServer(Peer peer) {
        this.peer = peer;
    }

    /**
     * Answers lines until {@code quit} or the end of input. The output of libraries is redirected to standard error.
     */
    public static void serve(Supplier<Peer> create) throws IOException {
        PrintStream out = System.out;
        System.setOut(System.err);
        PeerServer server;
        try {
            server = new PeerServer(create.get());
        } catch (RuntimeException | LinkageError e) {
            e.printStackTrace();
            out.println(Reply.failed(e));
            return;
        }
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null && !line.equals(QUIT); line = in.readLine()) {
            out.println(server.answer(line));
            out.flush();
        }
        server.drop();
    }

    private String answer(String line) {
        try {
            if (line.equals(DESCRIBE)) {
                return Reply.ok(peer.properties());
            } else if (line.startsWith(PREPARE)) {
                return Reply.ok(prepare(GruTask.parse(line.substring(PREPARE.length()))));
            } else if (line.startsWith(RUN)) {
                return Reply.ok(Map.of(NANOSECONDS, run(Integer.parseInt(line.substring(RUN.length())))));
            }
            throw new IllegalArgumentException("expected describe, prepare, run or quit but got '" + line + "'");
        } catch (RuntimeException | LinkageError e) {
            e.printStackTrace();
            return Reply.failed(e);
        }
    }

    private Map<String, String> prepare(GruTask task) {
        drop();
        Peer.Step prepared = peer.prepare(task, TaskData.of(task.shape(), task.resetGate()));
        step = prepared;
        // twice: if a library adds gradients to those of the previous step, the checksums differ
        prepared.run();
        prepared.run();
        Map<String, String> checksums = new LinkedHashMap<>();
        checksums.put(Y, Checksum.of(prepared.y()).toString());
        if (task.training()) {
            checksums.put(DX, Checksum.of(prepared.dx()).toString());
            checksums.put(
                    WEIGHT_GRADIENTS, Checksum.of(prepared.weightGradients()).toString());
        }
        return checksums;
    }

    private String run(int count) {
        Peer.Step prepared = step;
        if (prepared == null) {
            throw new IllegalStateException("run before prepare");
        }
        double[] seconds = Contestant.of(prepared::run).run(count);
        return Arrays.stream(seconds)
                .mapToObj(s -> Long.toString(Math.round(s * 1e9)))
                .collect(Collectors.joining(","));
    }

    private void drop() {
        if (step != null) {
            step.close();
            step = null;
        }
    }
}
