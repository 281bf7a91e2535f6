package org.gru4j.cli.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.cli.Outcome;
import org.gru4j.cli.StoppedRun;
import org.gru4j.cli.terminal.ExitCode;
import org.gru4j.cli.text.TinyText;
import org.gru4j.tasks.run.RunRequest;
import org.gru4j.tasks.sessions.SessionKind;
import org.gru4j.tasks.sessions.SessionLoss;
import org.gru4j.tasks.sessions.SessionSettings;
import org.gru4j.train.Budget;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainSessionsTest {
    private static final List<String> SCORES = List.of(
            "recall_at_20",
            "mrr_at_20",
            "popularity_recall_at_20",
            "popularity_mrr_at_20",
            "neighbours_recall_at_20",
            "neighbours_mrr_at_20");

    @TempDir
    private Path temp;

    private Path log;

    @BeforeEach
    void writeLog() throws IOException {
        log = TinySessions.log(temp);
    }

    private static Outcome train(Path out, Object... more) {
        List<Object> args = new ArrayList<>(List.of("train", "sessions", "--backend", "reference", "--out", out));
        args.addAll(List.of(more));
        return Outcome.of(args.toArray());
    }

    private Object[] small(Object... more) {
        return TinySessions.small(log, more);
    }

    @ParameterizedTest
    @ValueSource(strings = {"softmax", "sampled-softmax", "bpr-max"})
    void everyLossLearnsTheNextClick(String loss) {
        Path run = temp.resolve("run");
        JsonNode result = train(run, small("--epochs", 12, "--loss", loss, "--json"))
                .done()
                .last();
        assertTrue(
                result.path("mrr_at_20").asDouble()
                        > 1.5 * result.path("popularity_mrr_at_20").asDouble(),
                result.toString());
        for (String key : List.of(
                "recall_at_20",
                "popularity_recall_at_20",
                "neighbours_recall_at_20",
                "validation_recall_at_20",
                "validation_mrr_at_20",
                "parameters",
                "row_steps_per_second")) {
            assertTrue(result.path(key).isNumber(), key);
        }
        assertFalse(result.has("best_possible_recall_at_20"), "nobody knows it");
    }

    @Test
    void leavesModelMetricsAndPictures() throws IOException {
        Path run = temp.resolve("run");
        String out = train(run, small("--epochs", 2, "--dropout", 0.1)).done().out();
        assertTrue(out.contains("popularity") && out.contains("item-to-item") && out.contains("this GRU"), out);
        assertFalse(out.contains("best possible"), out);
        assertEquals(960, ImageIO.read(run.resolve("recall.png").toFile()).getWidth());
        assertTrue(Files.readString(run.resolve("metrics.jsonl")).contains("validation_loss"));
        assertEquals(
                5,
                Checkpoint.load(run.resolve("model.safetensors"))
                        .model()
                        .layers()
                        .size());
    }

    @Test
    void generatesClicksWithoutALog() {
        JsonNode result = train(
                        temp.resolve("run"),
                        "--items",
                        200,
                        "--sessions",
                        150,
                        "--skew",
                        1,
                        "--hidden",
                        8,
                        "--embedding",
                        4,
                        "--epochs",
                        1,
                        "--json")
                .done()
                .last();
        // 3 successors of weights 1, 1/2, 1/3; 25 places of weights 1/p; 20 best of the products
        double[] products = IntStream.rangeClosed(1, 3)
                .boxed()
                .flatMap(r -> IntStream.rangeClosed(1, 25).mapToObj(p -> 1.0 / r / p))
                .mapToDouble(w -> w)
                .sorted()
                .toArray();
        double all = Arrays.stream(products).sum();
        double best = Arrays.stream(products).skip(55).sum() / all;
        assertEquals(best, result.path("best_possible_recall_at_20").asDouble(), 1e-12);
    }

    @Test
    void evaluationGivesWhatTrainingSaid() {
        Path run = temp.resolve("run");
        JsonNode trained = train(run, small("--epochs", 3, "--json")).done().last();
        JsonNode scored = Outcome.of("evaluate", "--model", run, "--backend", "reference", "--json")
                .done()
                .last();
        for (String key : SCORES) {
            assertEquals(trained.path(key).asDouble(), scored.path(key).asDouble(), key);
        }
        assertEquals(
                trained.path("test_predictions").asInt(),
                scored.path("predictions").asInt());
    }

    @Test
    void evaluationDropsAndCountsWhatTrainingHasNotSeen() throws IOException {
        Path run = temp.resolve("run");
        train(run, small("--epochs", 1)).done();
        Path other = Files.writeString(
                temp.resolve("other.csv"), "session,item,time\na,i1,1\na,new,2\na,i2,3\nb,i1,1\nb,new,2\nc,i3,1\n");
        JsonNode scored = Outcome.of("evaluate", "--model", run, "--data", other, "--backend", "reference", "--json")
                .done()
                .last();
        assertEquals(1, scored.path("predictions").asInt());
        assertEquals(2, scored.path("dropped_clicks").asInt());
        assertEquals(1, scored.path("dropped_sessions").asInt());
        Path unknown = Files.writeString(temp.resolve("unknown.csv"), "session,item,time\na,x,1\na,y,2\n");
        Outcome.of("evaluate", "--model", run, "--data", unknown, "--backend", "reference")
                .failed(ExitCode.BAD_INPUT, "unknown.csv", "on the 40 items of the training part but got none");
    }

    @Test
    void evaluationOfAnotherLogHasBaselinesOfTheModelsOwn() throws IOException {
        Path run = temp.resolve("run");
        train(run, small("--epochs", 1)).done();
        Path copy = Files.copy(log, temp.resolve("copy.csv"));
        Object[] evaluate = {"evaluate", "--model", run, "--data", copy, "--backend", "reference", "--json"};
        JsonNode scored = Outcome.of(evaluate).done().last();
        SCORES.forEach(key -> assertTrue(scored.path(key).isNumber(), key));
        Files.writeString(log, Files.readString(log) + "s1,i1,9999\n");
        Outcome changed = Outcome.of(evaluate).done();
        assertEquals(scored.path("recall_at_20"), changed.last().path("recall_at_20"));
        assertFalse(changed.last().has("popularity_recall_at_20"), changed.out());
        assertTrue(
                changed.err().contains("warning: no baselines") && changed.err().contains("checksum"), changed.err());
        Files.delete(log);
        assertTrue(Outcome.of(evaluate).done().err().contains("clicks.csv"));
        Outcome.of("evaluate", "--model", run, "--backend", "reference").failed(ExitCode.BAD_INPUT, "clicks.csv");
    }

    @Test
    void evaluationOfGeneratedClicksKnowsTheBestPossible() {
        Path run = temp.resolve("run");
        JsonNode trained = train(
                        run,
                        "--items",
                        200,
                        "--sessions",
                        150,
                        "--hidden",
                        8,
                        "--embedding",
                        4,
                        "--epochs",
                        1,
                        "--json")
                .done()
                .last();
        JsonNode scored = Outcome.of("evaluate", "--model", run, "--backend", "reference", "--json")
                .done()
                .last();
        assertTrue(scored.path("best_possible_recall_at_20").isNumber(), scored.toString());
        assertEquals(trained.path("best_possible_recall_at_20"), scored.path("best_possible_recall_at_20"));
    }

    @Test
    void predictionSaysWhatComesNext() throws IOException {
        Path run = temp.resolve("run");
        train(run, small("--epochs", 12)).done();
        Path open = Files.writeString(
                temp.resolve("open.csv"), "session,item,time\na,i1,1\na,i2,2\n\"b,\"\"c\",i5,1\nd,new,1\n");
        Outcome outcome = Outcome.of(
                        "predict",
                        "--model",
                        run,
                        "--data",
                        open,
                        "--out",
                        temp.resolve("next"),
                        "--backend",
                        "reference",
                        "--json")
                .done();
        assertEquals(2, outcome.last().path("sessions").asInt());
        assertEquals(1, outcome.last().path("dropped_clicks").asInt());
        assertEquals(1, outcome.last().path("dropped_sessions").asInt());
        List<JsonNode> predictions = outcome.objects().stream()
                .filter(o -> o.path("event").asText().equals("prediction"))
                .toList();
        assertEquals(
                List.of("a", "b,\"c"),
                predictions.stream().map(p -> p.path("session").asText()).toList());
        JsonNode items = predictions.get(0).path("items");
        assertEquals(20, items.size());
        for (int k = 1; k < items.size(); k++) {
            assertTrue(items.get(k - 1).path("score").asDouble()
                    >= items.get(k).path("score").asDouble());
        }
        List<String> rows = Files.readAllLines(temp.resolve("next/predictions.csv"));
        assertEquals(1 + 2 * 20, rows.size());
        assertEquals("session,rank,item,score", rows.get(0));
        assertEquals(
                "a,1," + items.get(0).path("item").asText() + ","
                        + items.get(0).path("score").asText(),
                rows.get(1));
        assertTrue(rows.get(21).startsWith("\"b,\"\"c\",1,i"), rows.get(21));
        Outcome.of("predict", "--model", run, "--backend", "reference").failed(ExitCode.BAD_INPUT, "--data");
    }

    @Test
    void aRunInterruptedAnywhereEndsWithTheSameBits() {
        Path whole = temp.resolve("whole");
        Path pieces = temp.resolve("pieces");
        train(whole, small("--epochs", 2, "--dropout", 0.2)).done();
        for (int k = 0; k < 5; k++) {
            stopAfterOneStep(pieces, k > 0);
        }
        assertEquals(
                5,
                Checkpoint.load(pieces.resolve("model.safetensors")).position().steps());
        train(pieces, "--resume").done();
        StoppedRun.assertSameBits(whole, pieces);
    }

    private void stopAfterOneStep(Path directory, boolean resume) {
        SessionSettings settings = new SessionSettings(
                SessionLoss.SAMPLED_SOFTMAX,
                10,
                8,
                6,
                4,
                3,
                0.2,
                0.02,
                SessionSettings.DEFAULTS.seed(),
                null,
                null,
                null,
                SessionSettings.DEFAULTS.items(),
                SessionSettings.DEFAULTS.sessions(),
                SessionSettings.DEFAULTS.successors(),
                SessionSettings.DEFAULTS.skew());
        StoppedRun.afterOneStep(
                new RunRequest<>(log, new Budget.Epochs(2), directory, resume, base -> settings), new SessionKind());
    }

    @Test
    void settingsAndLogsThatContradictARunAreNamed() throws IOException {
        Path run = temp.resolve("run");
        train(run, small("--epochs", 1)).done();
        train(run, "--resume", "--loss", "bpr-max", "--sequence-length", 2, "--item-column", "what")
                .failed(
                        ExitCode.BAD_INPUT,
                        "--loss: expected sampled-softmax but got bpr-max",
                        "--sequence-length: expected 3 but got 2",
                        "--item-column: expected null but got what");
        Files.writeString(log, Files.readString(log) + "s1,i1,9999\n");
        train(run, "--resume").failed(ExitCode.BAD_INPUT, "clicks.csv", "checksum", "is not the data");
    }

    @ParameterizedTest
    @CsvSource({
        "--samples,-1,--samples",
        "--hidden,0,--hidden",
        "--embedding,0,--embedding",
        "--batch,0,--batch",
        "--sequence-length,0,--sequence-length",
        "--dropout,1,--dropout",
        "--lr,0,--lr",
        "--loss,hinge,hinge",
        "--item-column,thing,'column of the item: expected ''thing'''",
        "--items,50,--items: applies to synthetic clicks",
        "--skew,1,--skew: applies to synthetic clicks"
    })
    void valuesThatMakeNoSense(String option, String value, String named) {
        train(temp.resolve("run"), "--data", log, option, value).failed(ExitCode.BAD_INPUT, named);
        assertFalse(Files.exists(temp.resolve("run")), "nothing is begun");
    }

    @ParameterizedTest
    @CsvSource({
        "--items,501,items: expected a multiple of 25",
        "--items,100,successors: expected 1 to 1",
        "--sessions,0,sessions: expected a positive number",
        "--skew,NaN,skew: expected 0 to 10",
        "--time-column,when,--time-column: applies to a log"
    })
    void generatedClicksThatMakeNoSense(String option, String value, String named) {
        train(temp.resolve("run"), option, value).failed(ExitCode.BAD_INPUT, named);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s1,a,1;s1,b,2;s2,a,1|expected sessions that end at different times",
                "s1,a,1;s2,b,2|all 2 have one click",
                "s1,a,1;s1,b,x|row 3: time: expected a number",
                "1,a,1;1,a,2;2,a,3;2,a,4;3,b,5;3,b,6|at least 2 items to train on but got only 'a'",
                "1,a,1;1,b,2;2,c,3;2,c,4;3,a,5;3,b,6|validation part: expected sessions of at least 2 clicks on the 2 items",
                "1,a,1;1,b,2;2,a,3;2,b,4;3,c,5;3,c,6|test part: expected sessions of at least 2 clicks on the 2 items"
            })
    void logsThatLeaveNothingToLearnOrToHoldOut(String rows, String named) throws IOException {
        Files.writeString(log, "session,item,time\n" + rows.replace(';', '\n') + "\n");
        train(temp.resolve("run"), "--data", log).failed(ExitCode.BAD_INPUT, "clicks.csv", named);
        assertFalse(Files.exists(temp.resolve("run")), "nothing is begun");
    }

    @Test
    void aRunWithoutAModelOfSessionsIsNamed() throws IOException {
        Path run = temp.resolve("run");
        TinyText.train(run, TinyText.small(TinyText.corpus(temp), "--epochs", 1))
                .done();
        train(run, "--resume")
                .failed(ExitCode.BAD_INPUT, "expected a model of the task 'sessions' but got one of 'text'");
    }
}
