package org.gru4j.cli.terminal;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Prints the library's log messages as plain lines on standard error. */
public final class Logging {
    /** Held strongly, because the log manager keeps only weak references to loggers. */
    private static final Logger LIBRARY = Logger.getLogger("org.gru4j");

    private Logging() {}

    /**
     * Prints warnings, and with {@code verbose} also messages of level INFO, to {@code err} from now on. Commands print
     * themselves which backend they use.
     */
    public static void toConsole(PrintWriter err, boolean verbose) {
        for (Handler handler : LIBRARY.getHandlers()) {
            LIBRARY.removeHandler(handler);
        }
        LIBRARY.setUseParentHandlers(false);
        LIBRARY.setLevel(verbose ? Level.INFO : Level.WARNING);
        LIBRARY.addHandler(new LineHandler(err));
    }

    private static final class LineHandler extends Handler {
        private final PrintWriter err;

        LineHandler(PrintWriter err) {
            this.err = err;
            setFormatter(new SimpleFormatter());
        }

        @Override
        public void publish(LogRecord logged) {
            String level = logged.getLevel().getName().toLowerCase(Locale.ROOT);
            err.println(level + ": " + getFormatter().formatMessage(logged));
        }

        @Override
        public void flush() {
            err.flush();
        }

        @Override
        public void close() {
            flush();
        }
    }
}
