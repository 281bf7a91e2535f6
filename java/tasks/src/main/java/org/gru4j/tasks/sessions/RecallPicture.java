package org.gru4j.tasks.sessions;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws Recall@k over k, with a line for each recommender and one for the best possible recall. */
final class RecallPicture {
    private static final Color[] COLOURS = {new Color(0x7f7f7f), new Color(0x1f77b4), new Color(0xd62728)};

    private RecallPicture() {}

    /**
     * Writes a PNG.
     *
     * @param rankings by name
     * @param best the generator of the clicks; null if the best possible recall is unknown
     */
    static void write(Map<String, Ranking> rankings, @Nullable MarkovClicks best, OutputStream png) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(960)
                .height(600)
                .title("Recall@k: how often the next click is among the first k items")
                .xAxisTitle("k")
                .yAxisTitle("Recall@k")
                .build();
        chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setPlotGridLinesColor(new Color(0xdddddd));
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.0).setXAxisMin(0.0).setXAxisMax((double) Ranking.LONGEST);
        chart.getStyler().setYAxisDecimalPattern("0.0");
        chart.getStyler().setXAxisDecimalPattern("0");
        chart.getStyler().setAntiAlias(true);
        if (best != null) {
            add(
                    chart,
                    "best possible",
                    best::bestPossibleRecall,
                    Color.BLACK,
                    new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {6, 4}, 0));
        }
        int line = 0;
        for (Map.Entry<String, Ranking> ranking : rankings.entrySet()) {
            add(
                    chart,
                    ranking.getKey(),
                    ranking.getValue()::recall,
                    COLOURS[line++ % COLOURS.length],
                    new BasicStroke(2));
        }
        BitmapEncoder.saveBitmap(chart, png, BitmapEncoder.BitmapFormat.PNG);
    }

    private static void add(XYChart chart, String name, IntToDoubleFunction recall, Color colour, BasicStroke stroke) {
        int[] ks = IntStream.rangeClosed(1, Ranking.LONGEST).toArray();
        chart.addSeries(
                        name,
                        IntStream.of(ks).asDoubleStream().toArray(),
                        IntStream.of(ks).mapToDouble(recall).toArray())
                .setMarker(SeriesMarkers.NONE)
                .setLineColor(colour)
                .setLineStyle(stroke);
    }
}
