package org.gru4j.cli.terminal;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Shows what the library logs as plain lines among the command's own. */
public final class Logging {
    /** Kept here, for the log manager lets go of loggers that nobody holds. */
    private static final Logger LIBRARY = Logger.getLogger("org.gru4j");

    private Logging() {}

    /**
     * From now on warnings, and with {@code verbose} all that is logged at INFO, go to {@code err}. Commands say
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
