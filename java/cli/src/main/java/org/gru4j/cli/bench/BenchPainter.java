package org.gru4j.cli.bench;

import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws the results of benchmarks with Java's graphics. */
final class BenchPainter {
    private static final int WIDTH = 1200;
    private static final int HEIGHT = 640;
    private static final int ROOF_POINTS = 64;
    /** Pixels of a letter, and of what stands beside a text. */
    private static final int LETTER = 8;

    private static final int KEY = 40;
    /** Of labels that do not fit side by side, in degrees. */
    private static final int TILT = 30;

    private BenchPainter() {}

    /** Writes a PNG. */
    static void paint(Bars bars, OutputStream png) throws IOException {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(bars.title())
                .xAxisTitle(bars.groupTitle())
                .yAxisTitle(bars.unit())
                .build();
        chart.getStyler().setXAxisLabelRotation(fits(bars.groups()) ? 0 : TILT);
        boolean below = fits(bars.series().keySet());
        chart.getStyler().setLegendPosition(below ? Styler.LegendPosition.OutsideS : Styler.LegendPosition.OutsideE);
        chart.getStyler().setLegendLayout(below ? Styler.LegendLayout.Horizontal : Styler.LegendLayout.Vertical);
        bars.series().forEach((name, values) -> chart.addSeries(name, bars.groups(), values));
        save(chart, chart.getStyler(), png);
    }

    /** Whether texts fit side by side across the picture, each with the space that a bar's group or a key takes. */
    private static boolean fits(Collection<String> texts) {
        return texts.stream().mapToInt(text -> text.length() * LETTER + KEY).sum() < WIDTH;
    }

    /** Writes a PNG. */
    static void paint(Curves curves, OutputStream png) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(curves.title())
                .xAxisTitle(curves.sizeTitle())
                .yAxisTitle(curves.unit())
                .build();
        chart.getStyler().setXAxisLogarithmic(true);
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideNE);
        chart.getStyler().setYAxisMin(1.0);
        chart.getStyler().setXAxisMin(1.0);
        curves.series().forEach((name, points) -> chart.addSeries(name, column(points, 0, 1), column(points, 1, 1)));
        save(chart, chart.getStyler(), png);
    }

    /** Writes a PNG. */
    static void paint(Roofline roofline, OutputStream png) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(String.format(
                        Locale.ROOT,
                        "Roofline: matrix product %.0f GFLOP/s, memory %.1f GB/s",
                        1e-9 * roofline.peak(),
                        1e-9 * roofline.bandwidth()))
                .xAxisTitle("operations per byte moved")
                .yAxisTitle("GFLOP/s")
                .build();
        chart.getStyler().setXAxisLogarithmic(true);
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideSE);
        // whole decades, because only those have labels
        chart.getStyler().setYAxisMin(Math.pow(10, Math.floor(Math.log10(1e-9 * roofline.leastRate()))));
        chart.getStyler().setYAxisMax(Math.pow(10, Math.ceil(Math.log10(1e-9 * roofline.greatestRate()))));
        addRoof(chart, roofline);
        roofline.series().forEach((name, points) -> {
            XYSeries series = chart.addSeries(name, column(points, 0, 1), column(points, 1, 1e-9));
            series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        });
        save(chart, chart.getStyler(), png);
    }

    private static void addRoof(XYChart chart, Roofline roofline) {
        double from = roofline.leastIntensity();
        double to = roofline.greatestIntensity();
        double[] x = new double[ROOF_POINTS];
        double[] y = new double[ROOF_POINTS];
        for (int k = 0; k < ROOF_POINTS; k++) {
            x[k] = from * Math.pow(to / from, k / (ROOF_POINTS - 1.0));
            y[k] = 1e-9 * roofline.attainable(x[k]);
        }
        chart.addSeries("attainable", x, y).setMarker(SeriesMarkers.NONE).setLineColor(Color.DARK_GRAY);
    }

    private static double[] column(List<double[]> points, int column, double scale) {
        return points.stream().mapToDouble(point -> scale * point[column]).toArray();
    }

    private static void save(Chart<?, ?> chart, AxesChartStyler styler, OutputStream png) throws IOException {
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotGridLinesColor(new Color(0xdddddd));
        styler.setAntiAlias(true);
        BitmapEncoder.saveBitmap(chart, png, BitmapEncoder.BitmapFormat.PNG);
    }
}
