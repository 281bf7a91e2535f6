package org.gru4j.examples.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Map;
import java.util.TreeSet;

/** Answers requests with JSON. Errors are JSON too. */
final class JsonHandler implements HttpHandler {
    /** The most bytes in the body of a request. */
    static final int MAX_BODY = 4 << 20;

    private static final System.Logger LOG = System.getLogger(JsonHandler.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OK = 200;
    private static final int INTERNAL_ERROR = 500;

    /** The method that a path expects, and the action that answers it. */
    record Endpoint(String method, Action action) {}

    /** Computes the answer from the body of a request. */
    @FunctionalInterface
    interface Action {
        JsonNode answer(byte[] body) throws RequestException;
    }

    private record Answer(int status, JsonNode body) {}

    private final Map<String, Endpoint> endpoints;

    /** @param endpoints the endpoints by path */
    JsonHandler(Map<String, Endpoint> endpoints) {
        this.endpoints = endpoints;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange);
            byte[] bytes = JSON.writeValueAsBytes(answer.body());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        try {
            Endpoint endpoint = endpoint(exchange);
            byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
            if (body.length > MAX_BODY) {
                throw new RequestException(RequestException.TOO_LARGE, "body: expected at most " + MAX_BODY + " bytes");
            }
            return new Answer(OK, endpoint.action().answer(body));
        } catch (RequestException e) {
            return new Answer(e.status(), error(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, exchange.getRequestMethod() + " " + exchange.getRequestURI(), e);
            return new Answer(
                    INTERNAL_ERROR,
                    error("the request could not be computed; see the log of the service for the reason"));
        }
    }

    private Endpoint endpoint(HttpExchange exchange) throws RequestException {
        String path = exchange.getRequestURI().getPath();
        Endpoint endpoint = endpoints.get(path);
        if (endpoint == null) {
            throw new RequestException(
                    RequestException.NOT_FOUND,
                    "path: expected one of " + new TreeSet<>(endpoints.keySet()) + " but got '" + path + "'");
        }
        if (!endpoint.method().equals(exchange.getRequestMethod())) {
            exchange.getResponseHeaders().set("Allow", endpoint.method());
            throw new RequestException(
                    RequestException.METHOD_NOT_ALLOWED,
                    path + ": expected " + endpoint.method() + " but got " + exchange.getRequestMethod());
        }
        return endpoint;
    }

    private static JsonNode error(String message) {
        return JSON.createObjectNode().put("error", message);
    }
}
