package org.gru4j.examples.service;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.gru4j.layer.Sequential;

/**
 * A model behind HTTP, on the loopback interface:
 * <ul>
 *   <li>{@code POST /predict} with {@code {"sequences": …}} gives {@code {"predictions": …}};
 *   <li>{@code GET /model} tells what the model reads and emits, and which backend computes it.
 * </ul>
 * What is wrong with a request is said in {@code {"error": …}}. The model's parameters are there once; each worker has a
 * predictor of its own, and takes one request after the other.
 */
final class PredictionService implements AutoCloseable {
    private static final int GRACE_SECONDS = 1;

    private final HttpServer server;
    private final ExecutorService workers;
    private final PredictorPool predictors;

    private PredictionService(HttpServer server, ExecutorService workers, PredictorPool predictors) {
        this.server = server;
        this.workers = workers;
        this.predictors = predictors;
    }

    /**
     * @param model closed by its owner, after the service
     * @param port 0 for any that is free
     * @throws IOException if the port can't be had
     */
    static PredictionService start(Sequential model, int port, int workerCount) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        ExecutorService workers = Executors.newFixedThreadPool(workerCount);
        PredictorPool predictors = new PredictorPool(model, workerCount);
        server.createContext("/", new JsonHandler(Map.of(
                "/predict", new JsonHandler.Endpoint("POST", predictors::predict),
                "/model", new JsonHandler.Endpoint("GET", body -> predictors.describe()))));
        server.setExecutor(workers);
        server.start();
        return new PredictionService(server, workers, predictors);
    }

    URI address() {
        InetSocketAddress address = server.getAddress();
        return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort());
    }

    /** Takes no more requests, and ends when those that are being computed have been answered. */
    @Override
    public void close() {
        server.stop(GRACE_SECONDS);
        workers.shutdown();
        predictors.close();
    }
}
