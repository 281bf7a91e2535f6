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
 * Serves a model over HTTP on the loopback interface:
 * <ul>
 *   <li>{@code POST /predict} with {@code {"sequences": …}} returns {@code {"predictions": …}};
 *   <li>{@code GET /model} returns the sizes of the model's inputs and outputs, and its backend;
 *   <li>{@code POST /reload} loads the model again, while other requests are running.
 * </ul> Errors are returned as {@code {"error": …}}. All requests share the model's parameters, and each has its own
 * predictor.
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
     * Loads the model and starts the service.
     *
     * @param loader loads the model, which the service closes
     * @param port the port; 0 for any free port
     * @param workerCount the number of requests that are computed at the same time
     * @throws IOException if the port is not available
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

    /** Stops accepting requests. The model is closed after the requests that are running. */
    @Override
    public void close() {
        server.stop(GRACE_SECONDS);
        workers.shutdown();
        model.close();
    }
}
