package org.gru4j.examples.service;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.gru4j.model.Sequential;

/**
 * A model behind HTTP, on the loopback interface:
 * <ul>
 *   <li>{@code POST /predict} with {@code {"sequences": …}} gives {@code {"predictions": …}};
 *   <li>{@code GET /model} tells what the model reads and emits, and which backend computes it;
 *   <li>{@code POST /reload} loads the model anew, while requests go on.
 * </ul>
 * What is wrong with a request is said in {@code {"error": …}}. The model's parameters are there once; each request
 * that is computed has a predictor of its own.
 */
final class PredictionService implements AutoCloseable {
    private static final int GRACE_SECONDS = 1;

    private final HttpServer server;
    private final ExecutorService workers;
    private final ServedModel model;

    private PredictionService(HttpServer server, ExecutorService workers, ServedModel model) {
        this.server = server;
        this.workers = workers;
        this.model = model;
    }

    /**
     * @param loader loads the model, which the service closes
     * @param port 0 for any that is free
     * @throws IOException if the port can't be had
     */
    static PredictionService start(Supplier<Sequential> loader, int port, int workerCount) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        ServedModel model = new ServedModel(loader);
        ExecutorService workers = Executors.newFixedThreadPool(workerCount);
        server.createContext(
                "/",
                new JsonHandler(Map.of(
                        "/predict", new JsonHandler.Endpoint("POST", model::predict),
                        "/model", new JsonHandler.Endpoint("GET", body -> model.describe()),
                        "/reload", new JsonHandler.Endpoint("POST", body -> model.reload()))));
        server.setExecutor(workers);
        server.start();
        return new PredictionService(server, workers, model);
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
        model.close();
    }
}
