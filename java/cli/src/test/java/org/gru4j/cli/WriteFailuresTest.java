package org.gru4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.cli.series.TinySeries;
import org.gru4j.cli.speech.TinySpeech;
import org.gru4j.cli.terminal.CheckedOutput;
import org.gru4j.cli.terminal.ExitCode;
import org.gru4j.cli.text.TinyText;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can't be written is named, and no command that could not write it says that it is done. */
class WriteFailuresTest {
    private static final String NO_SPACE = "No space left on device";

    @TempDir
    private static Path shared;

    private static Path corpus;
    private static Path text;
    private static Path series;

    @TempDir
    private Path temp;

    @BeforeAll
    static void train() throws IOException {
        corpus = TinyText.corpus(shared);
        text = shared.resolve("text");
        TinyText.train(text, TinyText.small(corpus, "--epochs", 1)).done();
        series = shared.resolve("series");
        List<Object> args = new ArrayList<>(List.of("train", "series", "--backend", "reference", "--out", series));
        args.addAll(Arrays.asList(TinySeries.small(TinySeries.file(shared))));
        args.addAll(List.of("--epochs", 1));
        Outcome.of(args.toArray()).done();
    }

    /** A device that is full after some bytes. */
    private static final class FullDevice extends OutputStream {
        private int left;

        FullDevice(int left) {
            this.left = left;
        }

        @Override
        public void write(int b) throws IOException {
            if (left-- <= 0) {
                throw new IOException(NO_SPACE);
            }
        }
    }

    private static Outcome onto(OutputStream standardOutput, Object... args) {
        StringWriter err = new StringWriter();
        PrintWriter out = new PrintWriter(
                new OutputStreamWriter(new CheckedOutput(standardOutput, "standard output"), StandardCharsets.UTF_8),
                true);
        int code = Cli.run(
                out,
                new PrintWriter(err, true),
                Arrays.stream(args).map(Object::toString).toArray(String[]::new));
        return new Outcome(code, "", err.toString());
    }

    static Stream<List<Object>> commands() {
        List<Object> train = new ArrayList<>(List.of("train", "text", "--backend", "reference", "--epochs", 1));
        train.addAll(Arrays.asList(TinyText.small(corpus)));
        List<List<Object>> commands = List.of(
                List.of("--help"),
                List.of("--version"),
                List.of("train", "text", "--help"),
                List.of("info"),
                train,
                List.of("evaluate", "--model", text, "--data", corpus, "--backend", "reference"),
                List.of("predict", "--model", series, "--backend", "reference"),
                List.of("generate", "--model", text, "--prompt", "line", "--length", 20, "--backend", "reference"),
                List.of("gates", "--model", text, "--text", "line", "--backend", "reference"),
                List.of("export", "--model", text, "--out", shared.resolve("model.onnx")),
                List.of("check", "--backend", "reference"));
        return commands.stream();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void standardOutputThatIsFullFailsTheCommand(List<Object> command) {
        for (boolean json : new boolean[] {false, true}) {
            for (int room : new int[] {0, 7}) {
                List<Object> args = new ArrayList<>(command);
                if (command.get(0).equals("train") && !args.contains("--help")) {
                    args.addAll(List.of("--out", temp.resolve("run" + json + room)));
                }
                if (json && !command.get(0).toString().startsWith("--")) {
                    args.add("--json");
                }
                onto(new FullDevice(room), args.toArray())
                        .failed(ExitCode.RUN_FAILED, "standard output: could not be written: " + NO_SPACE);
            }
        }
    }

    @Test
    void errorsAreToldThoughStandardOutputIsFull() {
        onto(new FullDevice(0), "evaluate", "--model", temp.resolve("none"), "--json")
                .failed(ExitCode.BAD_INPUT, "none");
    }

    /** Every file that a command writes, with a directory in its place. */
    @Test
    void filesThatCannotBeWrittenAreNamed() throws IOException {
        Path train = temp.resolve("train");
        Path chart = inTheWay(train.resolve("loss.png"));
        TinyText.train(train, TinyText.small(corpus, "--epochs", 1))
                .failed(ExitCode.RUN_FAILED, chart + ": could not be written");
        try (Checkpoint saved = Checkpoint.load(train.resolve("model.safetensors"))) {
            assertTrue(saved.position().steps() > 0);
        }
        for (String file : List.of("prediction.csv", "prediction.png")) {
            Path out = temp.resolve(file);
            Outcome.of("predict", "--model", series, "--out", out, "--backend", "reference")
                    .done();
            Files.delete(out.resolve(file));
            inTheWay(out.resolve(file));
            Outcome.of("predict", "--model", series, "--out", out, "--backend", "reference")
                    .failed(ExitCode.RUN_FAILED, out.resolve(file) + ": could not be written");
        }
        Path gates = inTheWay(temp.resolve("gates.png"));
        Outcome.of("gates", "--model", text, "--text", "line", "--out", gates, "--backend", "reference")
                .failed(ExitCode.RUN_FAILED, gates + ": could not be written");
        Path onnx = inTheWay(temp.resolve("model.onnx"));
        Outcome.of("export", "--model", text, "--out", onnx)
                .failed(ExitCode.RUN_FAILED, onnx + ": could not be written");
    }

    private static Path inTheWay(Path file) throws IOException {
        return Files.createDirectories(file);
    }

    @Test
    void aFailureLeavesNoPart() throws IOException {
        Path recordings = Files.createDirectories(temp.resolve("recordings"));
        TinySpeech.recordings(recordings, 5);
        Path run = temp.resolve("speech");
        List<Object> args = new ArrayList<>(List.of("train", "speech", "--backend", "reference", "--out", run));
        args.addAll(Arrays.asList(TinySpeech.small(recordings)));
        args.addAll(List.of("--epochs", 1));
        Outcome.of(args.toArray()).done();
        Path out = temp.resolve("out");
        inTheWay(out.resolve("predictions.csv"));
        Outcome.of("predict", "--model", run, "--data", recordings, "--out", out, "--backend", "reference")
                .failed(ExitCode.RUN_FAILED, "predictions.csv: could not be written");
        try (Stream<Path> files = Files.list(out)) {
            assertEquals(
                    List.of("predictions.csv"),
                    files.map(file -> file.getFileName().toString()).toList());
        }
    }
}
