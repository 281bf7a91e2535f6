package org.gru4j.tasks.series;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws forecasts, with one panel for each column. A panel shows the history, the actual values, the seasonal naive
 * forecast and the quantile forecasts: bands between the first and the last quantile, the second and the last but one,
 * and so on, and a line for the median.
 */
public final class ForecastPicture {
    private static final Color ACTUAL = Color.BLACK;
    private static final Color FORECAST = new Color(0xd62728);
    private static final Color NAIVE = new Color(0x7f7f7f);
    private static final Color BAND = new Color(0xd6, 0x27, 0x28, 0x38);

    /**
     * One column.
     *
     * @param title its name
     * @param history values before the forecast; NaN for missing ones
     * @param actual [horizon] the actual values; NaN for missing or unknown ones
     * @param naive [horizon] the baseline's forecast
     * @param quantiles [quantiles, horizon] the forecasts, in ascending order of an odd number of quantiles
     * @param levels the quantiles
     */
    public record Panel(
            String title, double[] history, double[] actual, double[] naive, double[][] quantiles, double[] levels) {
        /** @throws IllegalArgumentException if the lengths differ, or the number of quantiles is even */
        public Panel {
            if (quantiles.length % 2 == 0 || quantiles.length != levels.length) {
                throw new IllegalArgumentException("quantiles: expected an odd number, one for each level, but got "
                        + quantiles.length + " for " + levels.length);
            }
            for (double[] forecast : quantiles) {
                if (forecast.length != actual.length || naive.length != actual.length) {
                    throw new IllegalArgumentException("forecast of '" + title + "': expected " + actual.length
                            + " steps but got " + forecast.length + " and the baseline's " + naive.length);
                }
            }
        }
    }

    private ForecastPicture() {}

    /** Writes a PNG. {@code origin} is the time of the first predicted row. */
    public static void write(List<Panel> panels, String origin, OutputStream png) throws IOException {
        List<XYChart> charts = new ArrayList<>();
        for (Panel panel : panels) {
            charts.add(chart(panel, origin));
        }
        BitmapEncoder.saveBitmap(charts, charts.size(), 1, png, BitmapEncoder.BitmapFormat.PNG);
    }

    private static XYChart chart(Panel panel, String origin) {
        XYChart chart = new XYChartBuilder()
                .width(960)
                .height(340)
                .title(panel.title())
                .xAxisTitle("rows from " + origin)
                .build();
        chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
        chart.getStyler().setLegendVisible(true);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setPlotGridLinesColor(new Color(0xdddddd));
        chart.getStyler().setAntiAlias(true);
        double[] ahead =
                IntStream.range(0, panel.actual().length).asDoubleStream().toArray();
        int last = panel.quantiles().length - 1;
        for (int k = 0; k < last - k; k++) {
            addBand(chart, panel, ahead, k, last - k);
        }
        double[] before =
                IntStream.range(-panel.history().length, 0).asDoubleStream().toArray();
        addLine(chart, "before", before, panel.history(), ACTUAL, 1.5f);
        addLine(chart, "actual", ahead, panel.actual(), ACTUAL, 2.5f);
        addLine(chart, "seasonal naive", ahead, panel.naive(), NAIVE, 1.5f);
        addLine(chart, "quantile " + panel.levels()[last / 2], ahead, panel.quantiles()[last / 2], FORECAST, 2);
        return chart;
    }

    private static void addBand(XYChart chart, Panel panel, double[] ahead, int low, int high) {
        int steps = ahead.length;
        double[] x = new double[2 * steps];
        double[] y = new double[2 * steps];
        for (int h = 0; h < steps; h++) {
            x[h] = ahead[h];
            y[h] = panel.quantiles()[low][h];
            x[2 * steps - 1 - h] = ahead[h];
            y[2 * steps - 1 - h] = panel.quantiles()[high][h];
        }
        XYSeries band = chart.addSeries(panel.levels()[low] + " to " + panel.levels()[high], x, y);
        band.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.PolygonArea);
        band.setFillColor(BAND);
        band.setMarker(SeriesMarkers.NONE).setLineColor(BAND);
    }

    /** Adds a line, unless all of its values are missing. */
    private static void addLine(XYChart chart, String name, double[] x, double[] y, Color color, float width) {
        if (DoubleStream.of(y).allMatch(Double::isNaN)) {
            return;
        }
        chart.addSeries(name, x, y)
                .setMarker(SeriesMarkers.NONE)
                .setLineColor(color)
                .setLineStyle(new BasicStroke(width));
    }
}
