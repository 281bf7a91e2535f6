package org.gru4j.interop.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the values of a golden file's JSON. Every error names the key. */
final class GoldenJson {
    private GoldenJson() {}

    /** Returns a tensor of exactly this shape; null if the key is missing or its value is null. */
    static double @Nullable [] optional(JsonNode parent, String key, int... shape) throws IOException {
        return parent.path(key).isMissingNode() || parent.path(key).isNull() ? null : tensor(parent, key, shape);
    }

    /** Returns a tensor of exactly this shape, row-major. */
    static double[] tensor(JsonNode parent, String key, int... shape) throws IOException {
        JsonNode node = parent.path(key);
        if (!node.path("shape").isArray() || !node.path("data").isArray()) {
            throw new IOException(key + ": expected {\"shape\": …, \"data\": …} but it is "
                    + (node.isMissingNode() ? "missing" : "something else"));
        }
        int[] actual = new int[node.path("shape").size()];
        long size = 1;
        for (int k = 0; k < actual.length; k++) {
            JsonNode dim = node.path("shape").get(k);
            if (!dim.isIntegralNumber() || !dim.canConvertToInt()) {
                throw new IOException(key + ": shape[" + k + "]: expected a whole number but got " + dim);
            }
            actual[k] = dim.asInt();
        }
        for (int dim : shape) {
            size = size > Integer.MAX_VALUE
                    ? size
                    : size * dim; // stop before it overflows; no array has that many numbers
        }
        JsonNode data = node.path("data");
        if (!Arrays.equals(actual, shape) || data.size() != size) {
            throw new IOException(key + ": expected " + Arrays.toString(shape) + " but got " + Arrays.toString(actual)
                    + " with " + data.size() + " numbers");
        }
        double[] values = new double[data.size()];
        for (int k = 0; k < values.length; k++) {
            if (!data.get(k).isNumber()) {
                throw new IOException(key + ": element " + k + ": expected a number but got " + data.get(k));
            }
            values[k] = data.get(k).asDouble();
        }
        return values;
    }

    static int positive(JsonNode root, String key) throws IOException {
        JsonNode node = root.path(key);
        if (!node.canConvertToInt() || node.asInt() <= 0) {
            throw new IOException(key + ": expected a positive integer but "
                    + (node.isMissingNode() ? "it is missing" : "got " + node));
        }
        return node.asInt();
    }

    static boolean flag(JsonNode root, String key) throws IOException {
        if (!root.path(key).isBoolean()) {
            throw new IOException(key + ": expected true or false but "
                    + (root.path(key).isMissingNode() ? "it is missing" : "got " + root.path(key)));
        }
        return root.path(key).asBoolean();
    }

    static String text(JsonNode root, String key) throws IOException {
        if (!root.path(key).isTextual()) {
            throw new IOException(key + ": expected a text but "
                    + (root.path(key).isMissingNode() ? "it is missing" : "got " + root.path(key)));
        }
        return root.path(key).asText();
    }
}
