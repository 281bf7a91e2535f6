package org.gru4j.tasks.run;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws loss charts with Java's graphics. */
final class LossChartPainter {
    private static final Color TRAINING = new Color(0x1f77b4);
    private static final Color VALIDATION = new Color(0xd62728);

    /** The axis is logarithmic if the smallest loss is less than this fraction of the largest. */
    private static final double WIDE = 0.01;

    private LossChartPainter() {}

    /** Writes a PNG of one run. */
    static void paint(List<Measurement> measurements, Units units, OutputStream png) throws IOException {
        XYChart chart = chart(units);
        if (isWide(measurements)) {
            chart.getStyler().setYAxisLogarithmic(true);
            chart.getStyler().setYAxisDecimalPattern("0.######");
        }
        addSeries(chart, "training", measurements, Measurement::loss)
                .setMarker(SeriesMarkers.NONE)
                .setLineColor(TRAINING)
                .setLineStyle(new BasicStroke(1.5f));
        List<Measurement> validated = validated(measurements);
        if (!validated.isEmpty()) {
            addSeries(chart, "held out", validated, Measurement::validation)
                    .setMarker(SeriesMarkers.CIRCLE)
                    .setMarkerColor(VALIDATION)
                    .setLineColor(VALIDATION)
                    .setLineStyle(new BasicStroke(2));
        }
        BitmapEncoder.saveBitmap(chart, png, BitmapEncoder.BitmapFormat.PNG);
    }

    private static boolean isWide(List<Measurement> measurements) {
        DoubleSummaryStatistics losses = measurements.stream()
                .flatMapToDouble(m ->
                        m.validation() == null ? DoubleStream.of(m.loss()) : DoubleStream.of(m.loss(), m.validation()))
                .summaryStatistics();
        return losses.getMin() > 0 && losses.getMin() < WIDE * losses.getMax();
    }

    /** Writes a PNG of the validation losses of several runs. */
    static void paint(Map<String, List<Measurement>> runs, Units units, OutputStream png) throws IOException {
        XYChart chart = chart(units);
        runs.forEach((name, measurements) -> {
            List<Measurement> validated = validated(measurements);
            if (!validated.isEmpty()) {
                addSeries(chart, name + ", held out", validated, Measurement::validation)
                        .setMarker(SeriesMarkers.NONE)
                        .setLineStyle(new BasicStroke(2));
            }
        });
        BitmapEncoder.saveBitmap(chart, png, BitmapEncoder.BitmapFormat.PNG);
    }

    private static XYChart chart(Units units) {
        XYChart chart = new XYChartBuilder()
                .width(960)
                .height(600)
                .title(units.title())
                .xAxisTitle("seconds of training")
                .yAxisTitle(units.loss())
                .build();
        chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideNE);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setPlotGridLinesColor(new Color(0xdddddd));
        chart.getStyler().setYAxisDecimalPattern("0.0##");
        chart.getStyler().setXAxisDecimalPattern("0.##");
        chart.getStyler().setAntiAlias(true);
        return chart;
    }

    private static List<Measurement> validated(List<Measurement> measurements) {
        return measurements.stream().filter(m -> m.validation() != null).toList();
    }

    private static XYSeries addSeries(
            XYChart chart, String name, List<Measurement> measurements, ToDoubleFunction<Measurement> y) {
        return chart.addSeries(
                name,
                measurements.stream().mapToDouble(Measurement::seconds).toArray(),
                measurements.stream().mapToDouble(y).toArray());
    }
}
