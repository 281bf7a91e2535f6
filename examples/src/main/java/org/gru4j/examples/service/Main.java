package org.gru4j.examples.service;

import java.io.IOException;
import java.nio.file.Path;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Backends;

/** Starts the service for a model file. It runs until the process ends. */
public final class Main {
    private static final String USAGE = "usage: prediction-service MODEL [PORT]";
    private static final int DEFAULT_PORT = 8080;
    private static final int MAX_PORT = 65_535;

    private Main() {}

    public static void main(String[] args) throws IOException {
        if (args.length < 1 || args.length > 2) {
            fail(USAGE);
        }
        int port = args.length == 2 ? port(args[1]) : DEFAULT_PORT;
        // Each request is computed by one thread; many requests at the same time keep all cores busy.
        Backend backend = Backends.best(1);
        int workers = Runtime.getRuntime().availableProcessors();
        Path file = Path.of(args[0]);
        PredictionService service = PredictionService.start(() -> ModelFile.load(file, backend), port, workers);
        Runtime.getRuntime().addShutdownHook(new Thread(service::close));
        System.out.println("listening on " + service.address() + " with " + workers + " workers");
    }

    private static int port(String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > MAX_PORT) {
            fail("port: expected 0 to " + MAX_PORT + " but got '" + text + "'");
        }
        return Integer.parseInt(text);
    }

    private static void fail(String message) {
        System.err.println(message);
        System.exit(2);
    }
}
