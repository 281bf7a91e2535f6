package org.gru4j.measure.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gru4j.measure.GruShape;
import org.gru4j.measure.GruTask;
import org.gru4j.measure.TaskData;
import org.gru4j.recurrent.ResetGate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "processes can't be stopped there")
class PeerProcessTest {
    private static final GruTask TRAINING = new GruTask(new GruShape(2, 3, 4, 5), ResetGate.AFTER, true);

    /** Answers its input; can't reset before, fails at T = 1, and ends at T = 13. */
    public static final class Echo implements Peer {
        public static void main(String[] args) throws IOException {
            System.out.println("a library says hello");
            PeerServer.serve(Echo::new);
        }

        @Override
        public Map<String, String> properties() {
            return Map.of("settings", "a\tb\nc", "spin", String.valueOf(System.getenv("GOMP_SPINCOUNT")));
        }

        @Override
        public Step prepare(GruTask task, TaskData data) {
            if (task.resetGate() == ResetGate.BEFORE) {
                throw new UnsupportedOperationException("not before");
            }
            if (task.shape().steps() == 1) {
                throw new IllegalArgumentException("T is 1");
            }
            if (task.shape().steps() == 13) {
                System.err.println("bad luck");
                Runtime.getRuntime().halt(1);
            }
            return new Step() {
                @Override
                public void run() {
                    System.out.println("this must not disturb anything");
                }

                @Override
                public float[] y() {
                    return data.x();
                }

                @Override
                public float[] dx() {
                    return data.dy();
                }

                @Override
                public float[] weightGradients() {
                    return Peer.concatenated(data.w(), data.u());
                }

                @Override
                public void close() {}
            };
        }
    }

    private static PeerProcess start() {
        return new PeerProcess(new PeerLaunch(
                "echo",
                "Echo",
                Echo.class.getName(),
                System.getProperty("java.class.path"),
                List.of(),
                Map.of("GOMP_SPINCOUNT", "7")));
    }

    @Test
    void preparesRunsAndDescribes() {
        try (PeerProcess process = start()) {
            assertEquals(Map.of("settings", "a b c", "spin", "7"), process.describe());
            PeerProcess.Outcome outcome = process.prepare(TRAINING);
            assertEquals(List.of(), outcome.differencesFrom(outcome));
            PeerProcess.Outcome other = process.prepare(new GruTask(new GruShape(2, 3, 4, 6), ResetGate.AFTER, true));
            assertEquals(List.of("dx", "dW, dU"), other.differencesFrom(outcome));
            double[] seconds = process.run(3);
            assertEquals(3, seconds.length);
            assertTrue(seconds[0] >= 0);
        }
    }

    @Test
    void whatGoesWrongIsSaid() {
        try (PeerProcess process = start()) {
            String none = assertThrows(IllegalStateException.class, () -> process.run(1))
                    .getMessage();
            assertTrue(none.contains("run before prepare"), none);
            assertEquals(
                    "not before",
                    assertThrows(
                                    UnsupportedOperationException.class,
                                    () -> process.prepare(new GruTask(TRAINING.shape(), ResetGate.BEFORE, true)))
                            .getMessage());
            String bad = assertThrows(
                            IllegalStateException.class,
                            () -> process.prepare(new GruTask(new GruShape(1, 3, 4, 5), ResetGate.AFTER, true)))
                    .getMessage();
            assertTrue(bad.startsWith("echo: ") && bad.contains("T is 1"), bad);
            process.prepare(TRAINING);
            String ended = assertThrows(
                            IllegalStateException.class,
                            () -> process.prepare(new GruTask(new GruShape(13, 3, 4, 5), ResetGate.AFTER, true)))
                    .getMessage();
            assertTrue(ended.contains("the process ended") && ended.contains("bad luck"), ended);
        }
    }

    @Test
    void aClassThatIsNotThere() {
        try (PeerProcess process =
                new PeerProcess(new PeerLaunch("absent", "Absent", "no.such.Main", "nowhere", List.of(), Map.of()))) {
            String message =
                    assertThrows(IllegalStateException.class, process::describe).getMessage();
            assertTrue(message.startsWith("absent: ") && message.contains("no.such.Main"), message);
        }
    }

    @Test
    void findsWhatWasBuilt(@TempDir Path temp) throws IOException {
        assertEquals(List.of(), PeerLaunch.find(temp.resolve("absent"), 2));
        Path classes = Files.createDirectories(temp.resolve("abacus/target/classes"));
        Files.createDirectories(temp.resolve("not-built/target/classes"));
        Files.writeString(
                classes.resolve("peer.properties"),
                "title=Abacus\nmain=abacus.Main\noptions=-Da=b -Dn=${threads}\nenv.BEADS=${threads}0\n");
        assertFalse(PeerLaunch.find(temp, 2).iterator().hasNext(), "there is no class path yet");
        Files.writeString(temp.resolve("abacus/target/class-path"), "some.jar\n");
        assertEquals(
                List.of(new PeerLaunch(
                        "abacus",
                        "Abacus",
                        "abacus.Main",
                        classes + File.pathSeparator + "some.jar",
                        List.of("-Dgru4j.threads=2", "-Da=b", "-Dn=2"),
                        Map.of("BEADS", "20"))),
                PeerLaunch.find(temp, 2));
    }
}
