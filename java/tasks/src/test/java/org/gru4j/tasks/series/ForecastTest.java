package org.gru4j.tasks.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.gru4j.random.CounterRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForecastTest {
    private static final double EXACT = 1e-12;

    @TempDir
    private Path temp;

    private static ScaledRows rows(int count, IntToDoubleFunction value) {
        Series series = new Series(
                "s",
                List.of("a"),
                List.of(),
                IntStream.range(0, count).mapToDouble(value).toArray());
        return new ScaledRows(series, new Scaling(List.of(new Scaling.Column("a", 0, 1))));
    }

    @Test
    void repeatsTheLastSeason() {
        SeasonalNaive naive = new SeasonalNaive(rows(30, row -> row), 7);
        for (int step = 0; step < 20; step++) {
            assertEquals(13 + step % 7, naive.forecast(20, step, 0), "step " + step);
        }
        assertEquals(19, new SeasonalNaive(rows(30, row -> row), 1).forecast(20, 9, 0));
    }

    @Test
    void goesBackAnotherSeasonOverMissingValues() {
        SeasonalNaive naive = new SeasonalNaive(rows(30, row -> row == 13 || row % 7 == 0 ? Double.NaN : row), 7);
        assertEquals(6, naive.forecast(20, 0, 0));
        assertEquals(0, naive.forecast(20, 1, 0), "the mean, for every seventh row is missing");
        assertEquals(0, naive.forecast(3, 3, 0), "the mean, for nothing is a season ago");
    }

    @Test
    void findsTheSeasonInTheTrainingPart() {
        CounterRandom random = new CounterRandom(2, 0, 0);
        for (int season : SeasonalNaive.CANDIDATES.subList(1, 8)) {
            ScaledRows rows = rows(1000, row -> row < 800 ? random.uniform(row % season) : random.uniform(row % 7));
            assertEquals(season, SeasonalNaive.choose(rows, 800, 10).season());
        }
        assertEquals(1, SeasonalNaive.choose(rows(100, row -> row), 80, 3).season(), "a trend");
        assertEquals(1, SeasonalNaive.choose(rows(100, row -> 0), 80, 3).season(), "the shorter of equals");
        assertEquals(1, SeasonalNaive.choose(rows(1, row -> 0), 1, 3).season());
        assertThrows(IllegalArgumentException.class, () -> new SeasonalNaive(rows(9, row -> row), 0));
    }

    @Test
    void pointErrorsAreMeansOverWhatIsKnown() {
        PointScore score = new PointScore();
        score.add(1, 3);
        score.add(Double.NaN, 100);
        score.add(4, 3);
        assertEquals(2.5, score.mse(), EXACT);
        assertEquals(1.5, score.mae(), EXACT);
        assertEquals(2, score.count());
        assertTrue(Double.isNaN(new PointScore().mse()));
    }

    @Test
    void pinballWeighsErrorsBySide() {
        QuantileScore score = new QuantileScore(0.1, 0.5);
        score.add(10, 8, 13); // 0.1·2 and 0.5·3
        score.add(Double.NaN, 0, 0);
        score.add(0, 5, 0); // 0.9·5 and 0
        assertEquals((0.2 + 1.5 + 4.5) / 4, score.pinball(), EXACT);
        assertThrows(IllegalArgumentException.class, () -> score.add(1, 2));
    }

    /** What the pinball loss is for: of all constants, the sample's quantile has the least. */
    @Test
    void pinballIsLeastAtTheQuantile() {
        double best = Double.NaN;
        double least = Double.POSITIVE_INFINITY;
        for (int forecast = 0; forecast <= 100; forecast++) {
            QuantileScore score = new QuantileScore(0.805);
            for (int target = 1; target <= 100; target++) {
                score.add(target, forecast);
            }
            if (score.pinball() < least) {
                least = score.pinball();
                best = forecast;
            }
        }
        assertEquals(81, best);
    }

    @Test
    void refusesQuantilesThatAreNone() {
        for (double[] quantiles : new double[][] {{0}, {1}, {0.5, 0.5}, {0.9, 0.1}, {Double.NaN}}) {
            assertTrue(assertThrows(IllegalArgumentException.class, () -> new QuantileScore(quantiles))
                    .getMessage()
                    .endsWith("but got " + Arrays.toString(quantiles)));
        }
    }

    private static ForecastPicture.Panel panel(double[] actual) {
        double[] naive = {1, 2, 3, 4};
        double[][] quantiles = {{0, 0, 0, 0}, {1, 1, 1, 1}, {2, 2, 2, 2}, {3, 4, 5, 6}, {4, 6, 8, 10}};
        return new ForecastPicture.Panel(
                "wind", new double[] {3, Double.NaN, 2}, actual, naive, quantiles, new double[] {
                    0.05, 0.25, 0.5, 0.75, 0.95
                });
    }

    @Test
    void drawsAPanelForEachColumn() throws IOException {
        double[] unknown = {Double.NaN, Double.NaN, Double.NaN, Double.NaN};
        ByteArrayOutputStream one = new ByteArrayOutputStream();
        ByteArrayOutputStream two = new ByteArrayOutputStream();
        ForecastPicture.write(List.of(panel(unknown)), "2015-03-14", one);
        ForecastPicture.write(List.of(panel(new double[] {2, Double.NaN, 3, 1}), panel(unknown)), "2015-03-14", two);
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(two.toByteArray()));
        assertTrue(image.getHeight()
                > ImageIO.read(new ByteArrayInputStream(one.toByteArray())).getHeight());
        long coloured = IntStream.range(0, image.getWidth() * image.getHeight())
                .map(place -> image.getRGB(place % image.getWidth(), place / image.getWidth()))
                .filter(rgb -> (rgb >> 16 & 0xff) > (rgb & 0xff) + 20)
                .count();
        assertTrue(coloured > 1000, "bands of " + coloured + " pixels");
    }

    @Test
    void refusesForecastsOfDifferentLengths() {
        assertThrows(IllegalArgumentException.class, () -> panel(new double[3]));
        assertThrows(
                IllegalArgumentException.class,
                () -> new ForecastPicture.Panel(
                        "x", new double[0], new double[1], new double[1], new double[2][1], new double[2]));
    }
}
