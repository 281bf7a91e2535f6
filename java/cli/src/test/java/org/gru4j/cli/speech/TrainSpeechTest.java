package org.gru4j.cli.speech;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.cli.Outcome;
import org.gru4j.cli.StoppedRun;
import org.gru4j.cli.terminal.ExitCode;
import org.gru4j.tasks.run.RunRequest;
import org.gru4j.tasks.speech.Recordings;
import org.gru4j.tasks.speech.SpeechKind;
import org.gru4j.tasks.speech.SpeechSettings;
import org.gru4j.tasks.speech.SynthesizedWords;
import org.gru4j.tasks.speech.WavFile;
import org.gru4j.train.Budget;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainSpeechTest {
    private static final int SPEAKERS = 30;

    @TempDir
    private static Path recordings;

    @TempDir
    private Path temp;

    @BeforeAll
    static void writeRecordings() {
        TinySpeech.recordings(recordings, SPEAKERS);
    }

    private static Outcome train(Path out, Object... more) {
        List<Object> args = new ArrayList<>(List.of("train", "speech", "--backend", "reference", "--out", out));
        args.addAll(List.of(more));
        return Outcome.of(args.toArray());
    }

    private Outcome trainSmall(Path out, Object... more) {
        List<Object> args = new ArrayList<>(List.of(TinySpeech.small(recordings, "--json")));
        args.addAll(List.of(more));
        if (!args.contains("--lr")) {
            args.addAll(List.of("--lr", 0.05));
        }
        return train(out, args.toArray());
    }

    private static Outcome use(String command, Path run, Object... more) {
        List<Object> args = new ArrayList<>(List.of(command, "--model", run, "--backend", "reference", "--json"));
        args.addAll(List.of(more));
        return Outcome.of(args.toArray());
    }

    @Test
    void learnsEvaluatesAndPredicts() throws IOException {
        Path run = temp.resolve("run");
        Outcome outcome = trainSmall(run, "--epochs", 6).done();
        JsonNode start = outcome.objects().get(0);
        assertEquals(2, start.path("words").size());
        JsonNode result = outcome.last();
        double accuracy = result.path("test_accuracy").asDouble();
        assertEquals(0.5, result.path("baseline_accuracy").asDouble(), "each speaker says each word");
        assertTrue(accuracy >= 0.9, result.toString());
        assertTrue(result.path("validation_accuracy").asDouble() >= 0.9, result.toString());
        assertEquals(start.path("parameters"), result.path("parameters"));
        assertTrue(ImageIO.read(run.resolve("confusion.png").toFile()).getWidth() > 100);
        JsonNode evaluated = use("evaluate", run).done().last();
        assertEquals(accuracy, evaluated.path("test_accuracy").asDouble());
        assertEquals(start.path("test_utterances"), evaluated.path("utterances"));
        assertEquals(
                evaluated, use("evaluate", run, "--data", recordings).done().last(), "still the test part");
        predicts(run);
        scoresOtherRecordings(run);
    }

    private void predicts(Path run) throws IOException {
        Path out = temp.resolve("predictions");
        List<JsonNode> said =
                use("predict", run, "--data", recordings, "--out", out).done().objects();
        assertEquals(2 * SPEAKERS, said.get(said.size() - 1).path("files").asInt());
        int right = 0;
        for (JsonNode one : said.subList(0, said.size() - 1)) {
            Path file = Path.of(one.path("file").asText());
            right += one.path("word")
                            .asText()
                            .equals(file.getParent().getFileName().toString())
                    ? 1
                    : 0;
            double probability = one.path("probability").asDouble();
            assertTrue(probability >= 0.5 && probability <= 1, one.toString());
        }
        assertTrue(right >= 0.9 * 2 * SPEAKERS, "right: " + right);
        List<String> lines = Files.readAllLines(out.resolve("predictions.csv"));
        assertEquals("file,word,probability", lines.get(0));
        JsonNode first = said.get(0);
        assertEquals(
                first.path("file").asText() + "," + first.path("word").asText() + ","
                        + first.path("probability").asText(),
                lines.get(1));
        Path file = Path.of(first.path("file").asText());
        JsonNode alone = use("predict", run, "--data", file, "--out", out)
                .done()
                .objects()
                .get(0);
        assertEquals(first.path("word"), alone.path("word"));
        assertEquals(
                first.path("probability").asDouble(), alone.path("probability").asDouble(), 1e-6);
        use("predict", run).failed(ExitCode.BAD_INPUT, "--data", "WAV");
        use("predict", run, "--data", run).failed(ExitCode.BAD_INPUT, run.toString(), "expected WAV files");
        use("predict", run, "--data", temp.resolve("none.wav")).failed(ExitCode.BAD_INPUT, "none.wav", "no such file");
    }

    /** Of the model's second word alone, so that numbers do not fit by chance; then of a word that it can't know. */
    private void scoresOtherRecordings(Path run) throws IOException {
        String word = new SynthesizedWords(2, SPEAKERS, 1).words().get(1);
        Path others = temp.resolve("others");
        Files.createDirectories(others.resolve(word));
        for (int k = 0; k < 3; k++) {
            Files.copy(
                    recordings.resolve(word).resolve("speaker" + k + ".wav"),
                    others.resolve(word).resolve(k + ".wav"));
        }
        JsonNode result = use("evaluate", run, "--data", others).done().last();
        assertEquals(3, result.path("utterances").asInt());
        assertEquals(1, result.path("baseline_accuracy").asDouble());
        assertTrue(result.path("test_accuracy").asDouble() > 0.5, result.toString());
        Files.move(others.resolve(word), others.resolve("hello"));
        use("evaluate", run, "--data", others).failed(ExitCode.BAD_INPUT, others.toString(), word, "'hello'");
    }

    @Test
    void aRunThatGoesOnEndsWithTheSameBits() {
        Path whole = temp.resolve("whole");
        Path pieces = temp.resolve("pieces");
        trainSmall(whole, "--epochs", 2, "--label-smoothing", 0.1).done();
        for (int k = 0; k < 3; k++) {
            StoppedRun.afterOneStep(
                    new RunRequest<SpeechSettings>(
                            recordings,
                            new Budget.Epochs(2),
                            pieces,
                            k > 0,
                            base -> new SpeechSettings(
                                    8000,
                                    4,
                                    base.layers(),
                                    base.resetGate(),
                                    8,
                                    0.05,
                                    base.dropout(),
                                    0.1,
                                    base.patience(),
                                    base.seed())),
                    new SpeechKind());
        }
        train(pieces, "--resume").done();
        StoppedRun.assertSameBits(whole, pieces);
    }

    @Test
    void otherRecordingsAreNotGoneOnWith() throws IOException {
        Path data = Files.createDirectory(temp.resolve("data"));
        new SynthesizedWords(2, SPEAKERS, 2).write(data);
        Path run = temp.resolve("run");
        trainSmall(run, "--epochs", 1).done();
        train(run, "--resume", "--data", data)
                .failed(ExitCode.BAD_INPUT, data.toString(), "checksum", "is not the data");
        train(run, "--resume", "--dropout", 0.5, "--sample-rate", 16000)
                .failed(
                        ExitCode.BAD_INPUT,
                        "--dropout: expected 0.2 but got 0.5",
                        "--sample-rate: expected 8000 but got 16000");
    }

    /** Other speakers' words are brought to the model's scale, and have its numbers. */
    @Test
    void trainingFromAModelKnowsItsWordsAndItsScale() throws IOException {
        Path first = temp.resolve("first");
        double accuracy = trainSmall(first, "--epochs", 4)
                .done()
                .last()
                .path("test_accuracy")
                .asDouble();
        Path still = temp.resolve("still");
        JsonNode result = trainSmall(still, "--epochs", 1, "--from", first, "--lr", 1e-30)
                .done()
                .last();
        assertEquals(accuracy, result.path("test_accuracy").asDouble());
        Path others = Files.createDirectory(temp.resolve("others"));
        new SynthesizedWords(2, SPEAKERS, 2).write(others);
        Path second = temp.resolve("second");
        Object[] options = {"--data", others, "--sample-rate", 8000, "--hidden", 4, "--epochs", 1, "--from", first};
        train(second, options).done();
        for (String key : List.of("words", "band_scale")) {
            assertEquals(task(first, key), task(second, key));
        }
        String word = new SynthesizedWords(2, SPEAKERS, 1).words().get(1);
        Files.move(others.resolve(word), others.resolve("hello"));
        train(temp.resolve("third"), options).failed(ExitCode.BAD_INPUT, others.toString(), word, "'hello'");
    }

    private static String task(Path run, String key) {
        try (Checkpoint checkpoint = Checkpoint.load(run.resolve("model.safetensors"))) {
            return checkpoint.task(key);
        }
    }

    @Test
    void stopsWhenValidationGetsNoBetter() {
        JsonNode result = trainSmall(temp.resolve("run"), "--epochs", 30, "--patience", 0)
                .done()
                .last();
        assertTrue(result.path("epochs").asDouble() < 30, result.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "--sample-rate,4000",
        "--hidden,0",
        "--layers,0",
        "--batch,-1",
        "--lr,0",
        "--dropout,1",
        "--label-smoothing,1",
        "--label-smoothing,NaN",
        "--patience,-1"
    })
    void valuesThatMakeNoSense(String option, String value) {
        train(temp.resolve("run"), "--data", recordings, option, value).failed(ExitCode.BAD_INPUT, option, value);
    }

    @Test
    void recordingsThatCantBeLearnedFrom() throws IOException {
        Path run = temp.resolve("run");
        train(run, "--data", temp.resolve("none")).failed(ExitCode.BAD_INPUT, "none", "it does not exist");
        Path data = Files.createDirectories(temp.resolve("data"));
        train(run, "--data", data).failed(ExitCode.BAD_INPUT, data.toString(), "at least 2 words");
        for (String word : List.of("yes", "no")) {
            Files.createDirectories(data.resolve(word));
            for (int k = 0; k < Recordings.FEWEST; k++) {
                WavFile.write(
                        data.resolve(word).resolve("same_nohash_" + k + ".wav"),
                        new float[1000],
                        SynthesizedWords.SAMPLE_RATE);
            }
        }
        train(run, "--data", data).failed(ExitCode.BAD_INPUT, "differently named files", "got");
        assertTrue(Files.notExists(run), "nothing half-trained");
    }
}
