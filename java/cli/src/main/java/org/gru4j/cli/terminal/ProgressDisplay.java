package org.gru4j.cli.terminal;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;
import org.gru4j.tasks.run.Measurement;
import org.gru4j.tasks.run.RunListener;
import org.gru4j.tasks.run.Units;
import org.gru4j.train.Budget;
import org.jspecify.annotations.Nullable;

/** Shows the progress of training: a bar on a terminal, occasional lines elsewhere, or objects for programs. */
abstract class ProgressDisplay implements RunListener.Progress {
    private final Units units;
    /** The latest validation loss; null if there was none. */
    private @Nullable Double validation;

    private ProgressDisplay(Units units) {
        this.units = units;
    }

    /** Returns the display that suits the console. */
    static ProgressDisplay of(Console console, Budget budget, Units units) {
        if (console.isJson()) {
            return new Objects(console, units);
        }
        return console.terminalColumns() > 0
                ? new Bar(console.terminalColumns(), budget, units)
                : new Lines(console, units);
    }

    /** Returns a measurement as text for people, with the latest validation loss. */
    final String text(Measurement m) {
        if (m.validation() != null) {
            validation = m.validation();
        }
        return units.text(m, validation);
    }

    private static Duration left(double done, double seconds) {
        return Duration.ofMillis(Math.max(0, Math.round(1000 * seconds * (1 - done) / done)));
    }

    private static final class Objects extends ProgressDisplay {
        private final Console console;
        private final Units units;

        Objects(Console console, Units units) {
            super(units);
            this.console = console;
            this.units = units;
        }

        @Override
        public void show(double done, Measurement measurement) {
            console.event("progress", units.toMap(measurement));
        }
    }

    private static final class Lines extends ProgressDisplay {
        private static final double EVERY_SECONDS = 5;

        private final Console console;
        private double shownAt = Double.NEGATIVE_INFINITY;

        Lines(Console console, Units units) {
            super(units);
            this.console = console;
        }

        @Override
        public void show(double done, Measurement m) {
            String text = text(m);
            if (done >= 1 || m.seconds() - shownAt >= EVERY_SECONDS) {
                shownAt = m.seconds();
                console.note(String.format(
                        Locale.ROOT,
                        "%3.0f %% %s, %d s left",
                        100 * Math.min(1, done),
                        text,
                        left(done, m.seconds()).toSeconds()));
            }
        }
    }

    private static final class Bar extends ProgressDisplay {
        private static final int UNITS = 1000;

        private final ProgressBar bar;
        private final double scale;
        /** Null before the first measurement. */
        private volatile @Nullable Duration left;

        Bar(int columns, Budget budget, Units units) {
            super(units);
            boolean seconds = budget instanceof Budget.Seconds;
            scale = seconds ? ((Budget.Seconds) budget).seconds() * UNITS : ((Budget.Epochs) budget).epochs() * UNITS;
            bar = ProgressBar.builder()
                    .setTaskName("training")
                    .setInitialMax(Math.round(scale))
                    .setUnit(seconds ? " s" : " epochs", UNITS)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(200)
                    .setConsumer(new ConsoleProgressBarConsumer(
                            new PrintStream(System.err, true, StandardCharsets.UTF_8), columns))
                    .setEtaFunction(state -> Optional.ofNullable(left))
                    .build();
        }

        @Override
        public void show(double done, Measurement measurement) {
            left = left(done, measurement.seconds());
            bar.stepTo(Math.round(Math.min(1, done) * scale));
            bar.setExtraMessage(" " + text(measurement));
        }

        @Override
        public void close() {
            bar.close();
        }
    }
}
