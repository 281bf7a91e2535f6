package org.gru4j.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Backends;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.model.ModelWeights;
import org.gru4j.tasks.SavedModel;
import org.gru4j.tasks.music.MidiWriter;
import org.gru4j.tasks.music.MusicKind;
import org.gru4j.tasks.music.MusicReader;
import org.gru4j.tasks.music.MusicSettings;
import org.gru4j.tasks.music.PianoRoll;
import org.gru4j.tasks.run.Generation;
import org.gru4j.tasks.run.RunFailedException;
import org.gru4j.tasks.run.RunListener;
import org.gru4j.tasks.run.RunPlan;
import org.gru4j.tasks.run.RunRequest;
import org.gru4j.tasks.run.TaskKind;
import org.gru4j.tasks.run.TaskRun;
import org.gru4j.tasks.series.SeriesKind;
import org.gru4j.tasks.series.SeriesSettings;
import org.gru4j.tasks.text.TextKind;
import org.gru4j.tasks.text.TextSettings;
import org.gru4j.train.Budget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program without a command line does: reads, trains, scores, saves, loads, predicts, with listeners. */
class ProgramTest {
    private static final int FRAMES_PER_BEAT = 4;

    @TempDir
    private Path temp;

    private final Backend backend = Backends.named("reference");
    private final Heard heard = new Heard();

    private RunRequest<SeriesSettings> series(Path directory) throws IOException {
        Path csv = Files.writeString(
                temp.resolve("waves.csv"),
                IntStream.range(0, 160)
                        .mapToObj(row -> Math.sin(Math.PI / 4 * row) + "," + row % 5)
                        .collect(Collectors.joining("\n", "a,b\n", "\n")));
        return new SeriesKind()
                .request(csv, directory)
                .withBudget(new Budget.Epochs(2))
                .with("window", 12)
                .with("horizon", 4)
                .with("hidden", 8)
                .with("batch", 16)
                .with("lr", 0.02);
    }

    private <S> Optional<Map<String, Object>> run(TaskKind<S> kind, RunRequest<S> request) {
        return new TaskRun(RunPlan.of(request, kind), backend, heard).run();
    }

    @Test
    void aSeriesIsLearnedScoredAndForecast() throws IOException {
        Path directory = temp.resolve("run");
        Map<String, Object> trained = run(new SeriesKind(), series(directory)).orElseThrow();
        assertEquals(trained, heard.last);
        assertEquals(List.of("start", "result"), heard.events);
        assertEquals(1, heard.trainingsEnded);
        assertEquals(
                2,
                heard.measurements.stream().filter(m -> m.validation() != null).count());

        Heard use = new Heard();
        try (SavedModel model = SavedModel.open(directory)) {
            assertEquals("series", model.task());
            Map<String, Object> scores = model.evaluate(null, backend, use);
            assertEquals(trained.get("mse"), scores.get("mse"));
            assertEquals(scores, use.last);
            Map<String, Object> forecast = model.predict(null, backend, use);
            Path csv = Path.of(forecast.get("csv").toString());
            assertEquals(directory.toRealPath(), csv.getParent().toRealPath());
            assertEquals(1 + 4 * 2, Files.readAllLines(csv).size());
            assertThrows(IllegalArgumentException.class, () -> model.generate(Generation.DEFAULTS, backend, use));
        }
        assertEquals(List.of("result", "result"), use.events);
    }

    @Test
    void musicIsLearnedFromAFolderOfMidiFilesAndWritten() throws IOException {
        Path folder = Files.createDirectory(temp.resolve("music"));
        List<PianoRoll> pieces = new ArrayList<>();
        for (int k = 0; k < 10; k++) {
            int lowest = 48 + k;
            PianoRoll piece = PianoRoll.ofPitches(IntStream.range(0, 8)
                    .mapToObj(t -> new int[] {lowest + t % 5, lowest + 12})
                    .toArray(int[][]::new));
            MidiWriter.write(piece, FRAMES_PER_BEAT, 120, folder.resolve(k + ".mid"));
            pieces.add(piece);
        }
        assertEquals(pieces, MusicReader.readForTesting(folder, FRAMES_PER_BEAT, new ArrayList<>()));

        Path directory = temp.resolve("run");
        RunRequest<MusicSettings> request = new MusicKind()
                .request(folder, directory)
                .withBudget(new Budget.Epochs(1))
                .with("hidden", 6)
                .with("frames_per_beat", FRAMES_PER_BEAT);
        Map<String, Object> trained = run(new MusicKind(), request).orElseThrow();
        try (SavedModel model = SavedModel.open(directory.resolve("model.safetensors"))) {
            assertEquals(
                    trained.get("test_nll"),
                    model.evaluate(null, backend, heard).get("test_nll"));
            Generation piece = Generation.DEFAULTS.withLength(12).withSeed(7).withTemperature(1);
            model.generate(piece, backend, heard);
            assertTrue(Files.size(directory.resolve("piece-7.mid")) > 0);
        }
    }

    @Test
    void textComesInPartsAsItIsWritten() throws IOException {
        Path corpus = Files.writeString(
                temp.resolve("corpus.txt"),
                IntStream.range(0, 60)
                        .mapToObj(k -> "line " + k * k + " of the text\n")
                        .collect(Collectors.joining()));
        RunRequest<TextSettings> request = new TextKind()
                .request(corpus, temp.resolve("run"))
                .withBudget(new Budget.Epochs(1))
                .with("hidden", 8)
                .with("embedding", 4)
                .with("batch", 2)
                .with("sequence_length", 8);
        run(new TextKind(), request);
        List<String> lines = new ArrayList<>();
        Map<String, Object> written;
        try (SavedModel model = SavedModel.open(temp.resolve("run"))) {
            Generation asked =
                    Generation.DEFAULTS.withPrompt("line ").withLength(20).withSeed(3);
            written = model.generate(asked, backend, heard);
            model.generate(asked, backend, RunListener.lines(lines::add));
        }
        assertEquals("line " + written.get("text"), heard.parts.toString());
        assertEquals(List.of("line " + written.get("text")), lines);
    }

    @Test
    void aStoppedRunGoesOnToTheSameBits() throws IOException {
        Path whole = temp.resolve("whole");
        Path stopped = temp.resolve("stopped");
        run(new SeriesKind(), series(whole));
        RunPlan plan = RunPlan.of(series(stopped), new SeriesKind());
        Optional<Map<String, Object>> nothing =
                new TaskRun(plan, backend, heard, () -> heard.events.contains("start"), TaskRun.SAVE_EVERY).run();
        assertTrue(nothing.isEmpty());
        assertEquals("stopped", heard.events.get(heard.events.size() - 1));
        assertNotEquals(steps(whole), steps(stopped));
        run(new SeriesKind(), series(stopped).resuming());
        assertEquals(steps(whole), steps(stopped));
        ModelWeights expected = weights(whole);
        ModelWeights actual = weights(stopped);
        for (String name : expected.names()) {
            assertArrayEquals(expected.values(name), actual.values(name), name);
        }
    }

    private static ModelWeights weights(Path run) {
        try (SavedModel model = SavedModel.open(run)) {
            return model.checkpoint().weights();
        }
    }

    private static long steps(Path run) {
        try (SavedModel model = SavedModel.open(run)) {
            return model.checkpoint().position().steps();
        }
    }

    @Test
    void settingsThatThereAreNotAreRefusedBeforeAnythingIsWritten() throws IOException {
        Path directory = temp.resolve("run");
        refused(directory, "hiden", 8, "expected one of [window, horizon");
        refused(directory, "hidden", "many", "hidden");
        refused(directory, "hidden", 7.5, "hidden");
        refused(directory, "hidden", -1, "--hidden: expected a positive number but got -1");
        refused(directory, "reset_gate", "sideways", "reset_gate");
    }

    private void refused(Path directory, String name, Object value, String message) throws IOException {
        RunRequest<SeriesSettings> request = series(directory).with(name, value);
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> RunPlan.of(request, new SeriesKind()), name);
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertTrue(Files.notExists(directory));
    }

    @Test
    void aRunThatFailsNamesItsLastGoodCheckpoint() throws IOException {
        RunRequest<SeriesSettings> request = series(temp.resolve("run")).with("lr", 3e38);
        RunFailedException e = assertThrows(RunFailedException.class, () -> run(new SeriesKind(), request));
        assertTrue(
                e.getMessage()
                        .contains("the last good checkpoint is "
                                + temp.resolve("run").resolve("model.safetensors")),
                e.getMessage());
        assertEquals(0, steps(temp.resolve("run")));
    }

    @Test
    void whatHasNoTaskIsNoSavedModel() throws IOException {
        run(new SeriesKind(), series(temp.resolve("run")));
        Path bare = temp.resolve("bare.safetensors");
        Checkpoint.save(bare, weights(temp.resolve("run")), Map.of());
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> SavedModel.open(bare));
        assertTrue(e.getMessage().startsWith(bare + ": the model has no task"), e.getMessage());
    }
}
