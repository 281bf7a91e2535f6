package org.gru4j.cli.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.cli.Outcome;
import org.gru4j.layer.DropoutLayer;
import org.gru4j.layer.GruLayer;
import org.gru4j.layer.LayerSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainSeriesTest {
    @TempDir
    private Path temp;

    private Path file;
    private Path run;

    @BeforeEach
    void writeSeries() throws IOException {
        file = TinySeries.file(temp);
        run = temp.resolve("run");
    }

    private static Outcome use(String command, Path model, Object... more) {
        List<Object> args = new ArrayList<>(List.of(command, "--model", model, "--backend", "reference", "--json"));
        args.addAll(List.of(more));
        return Outcome.of(args.toArray());
    }

    @Test
    void learnsAndEvaluateAgrees() throws IOException {
        Outcome outcome = TinySeries.train(run, TinySeries.small(file, "--epochs", 20, "--season", 1, "--json"))
                .done();
        JsonNode start = outcome.objects().get(0);
        assertEquals(112, start.path("training_rows").asInt());
        assertEquals(16, start.path("validation_rows").asInt());
        assertEquals(32, start.path("test_rows").asInt());
        JsonNode result = outcome.last();
        for (String key : List.of(
                "test_mse",
                "baseline_mse",
                "test_mae",
                "baseline_mae",
                "pinball",
                "coverage",
                "validation_loss",
                "parameters",
                "seconds")) {
            assertTrue(result.path(key).asDouble() > 0, key);
        }
        assertTrue(
                result.path("test_mse").asDouble() < result.path("baseline_mse").asDouble() / 2, result.toString());
        assertEquals(29, result.path("forecasts").asInt());
        assertTrue(ImageIO.read(run.resolve("forecast.png").toFile()).getHeight() > 400, "two panels");
        assertColumnsAgree(result);
        JsonNode again = use("evaluate", run).done().last();
        for (String key : List.of(
                "test_mse",
                "baseline_mse",
                "test_mae",
                "baseline_mae",
                "pinball",
                "coverage",
                "forecasts",
                "season",
                "columns")) {
            assertEquals(result.path(key), again.path(key), key);
        }
        assertTrue(Files.exists(run.resolve("evaluation.png")));
    }

    /** b is 20 times a and moved: its errors are some 20 times as large, while in scaled units they are alike. */
    private static void assertColumnsAgree(JsonNode result) {
        JsonNode a = result.path("columns").path("a");
        JsonNode b = result.path("columns").path("b");
        double ratio =
                b.path("baseline_mae").asDouble() / a.path("baseline_mae").asDouble();
        assertEquals(20, ratio, 4, "b misses every seventh value, which naive forecasts repeat");
        assertTrue(b.path("test_mse").asDouble() > 100 * a.path("test_mse").asDouble());
    }

    @Test
    void endsWhenItGetsNoBetterAndKeepsTheBest() throws IOException {
        JsonNode result = TinySeries.train(run, TinySeries.small(file, "--epochs", 60, "--patience", 0, "--json"))
                .done()
                .last();
        assertTrue(result.path("epochs").asDouble() < 60, result.toString());
        double least = Double.POSITIVE_INFINITY;
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            least = Math.min(
                    least,
                    new ObjectMapper().readTree(line).path("validation_loss").asDouble(least));
        }
        assertEquals(least, result.path("validation_loss").asDouble(), "of the parameters that were kept");
    }

    @Test
    void scoresAnotherSeriesFromItsFirstWholeWindowOn() throws IOException {
        TinySeries.train(run, TinySeries.small(file, "--epochs", 1)).done();
        Path other = TinySeries.write(temp.resolve("other.csv"), 40);
        JsonNode result = use("evaluate", run, "--data", other, "--out", temp.resolve("there"))
                .done()
                .last();
        assertEquals(40 - 12 - 4 + 1, result.path("forecasts").asInt());
        assertTrue(Files.exists(temp.resolve("there").resolve("evaluation.png")));
    }

    @Test
    void predictsTheRowsAfterTheEnd() throws IOException {
        TinySeries.train(run, TinySeries.small(file, "--epochs", 10, "--quantiles", "0.05,0.2,0.5,0.8,0.95"))
                .done();
        JsonNode result = use("predict", run).done().last();
        List<String> lines = Files.readAllLines(run.resolve("prediction.csv"));
        assertEquals("time,column,quantile_0.05,quantile_0.2,quantile_0.5,quantile_0.8,quantile_0.95", lines.get(0));
        assertEquals(1 + 4 * 2, lines.size());
        assertTrue(lines.get(1).startsWith("2024-06-09,a,"), lines.get(1));
        assertTrue(lines.get(8).startsWith("2024-06-12,b,"), lines.get(8));
        assertEquals(8, result.path("forecast").size());
        for (int k = 0; k < 8; k++) {
            String[] cells = lines.get(1 + k).split(",");
            JsonNode values = result.path("forecast").get(k).path("values");
            for (int q = 0; q < 5; q++) {
                double value = Double.parseDouble(cells[2 + q]);
                assertEquals((float) values.get(q).asDouble(), (float) value);
                assertTrue(q == 0 || value >= Double.parseDouble(cells[1 + q]), "rising: " + lines.get(1 + k));
            }
            assertTrue(
                    cells[1].equals("a")
                            ? Math.abs(values.get(2).asDouble()) < 2
                            : Math.abs(values.get(2).asDouble() - 100) < 40,
                    "in the column's own units: " + lines.get(1 + k));
        }
        assertTrue(ImageIO.read(run.resolve("prediction.png").toFile()).getHeight() > 400);
    }

    @Test
    void predictsFromASingleWindowWithoutTimesAndOtherColumnsBeside() throws IOException {
        TinySeries.train(run, TinySeries.small(file, "--epochs", 1)).done();
        StringBuilder csv = new StringBuilder("x,b,note,a\n");
        for (int row = 0; row < 12; row++) {
            csv.append("1,")
                    .append(row % 2 == 0 ? "" : 100 + row)
                    .append(",text,")
                    .append(row * 0.1)
                    .append('\n');
        }
        Path other = Files.writeString(temp.resolve("other.csv"), csv);
        JsonNode result = use("predict", run, "--data", other, "--out", temp.resolve("there"))
                .done()
                .last();
        assertEquals("13", result.path("forecast").get(0).path("row").asText());
        assertEquals("a", result.path("forecast").get(0).path("column").asText());
        String header = Files.readAllLines(temp.resolve("there").resolve("prediction.csv"))
                .get(0);
        assertTrue(header.startsWith("row,column,"), header);
    }

    @Test
    void printsTheForecastForPeople() {
        TinySeries.train(run, TinySeries.small(file, "--epochs", 1, "--quantiles", "0.5"))
                .done();
        Outcome outcome =
                Outcome.of("predict", "--model", run, "--backend", "reference").done();
        assertTrue(outcome.out().contains("The 4 rows after 2024-06-08"), outcome.out());
        assertEquals(
                4,
                outcome.out()
                        .lines()
                        .filter(line -> line.matches(" +2024-06-\\d\\d +b +[-0-9.e+]+"))
                        .count());
        Outcome.of("evaluate", "--model", run, "--backend", "reference").done();
    }

    @Test
    void dropoutIsBeforeTheDenseLayerAndBetweenLayers() {
        TinySeries.train(run, TinySeries.small(file, "--epochs", 1, "--layers", 2, "--reset-gate", "before"))
                .done();
        List<LayerSpec> layers =
                Checkpoint.load(run.resolve("model.safetensors")).model().layers();
        assertEquals(0.1, ((GruLayer) layers.get(0)).spec().dropout());
        assertEquals(0.1, ((DropoutLayer) layers.get(1)).rate());
        assertEquals(4 * 2 * 3, layers.get(2).outputFeatures());
    }

    @Test
    void learnsSeattlesWeatherUnlessToldOtherwise() {
        JsonNode result = TinySeries.train(
                        run,
                        "--epochs",
                        1,
                        "--hidden",
                        4,
                        "--window",
                        7,
                        "--horizon",
                        2,
                        "--columns",
                        "wind,temp_max",
                        "--batch",
                        128,
                        "--json")
                .done()
                .last();
        List<String> names = new ArrayList<>();
        result.path("columns").fieldNames().forEachRemaining(names::add);
        assertEquals(List.of("wind", "temp_max"), names);
        JsonNode again = use("evaluate", run).done().last();
        assertEquals(result.path("test_mse"), again.path("test_mse"));
    }
}
