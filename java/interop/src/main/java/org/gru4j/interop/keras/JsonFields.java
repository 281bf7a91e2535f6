package org.gru4j.interop.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/**
 * Reads the fields of an object in {@code config.json}. Every error names the place of the object, the field, the
 * expected value and the actual one.
 */
final class JsonFields {
    private static final int MAX_SHOWN = 60;

    private final String place;
    private final JsonNode node;

    JsonFields(String place, JsonNode node) throws IOException {
        this.place = place;
        this.node = node;
        if (!node.isObject()) {
            throw new IOException(place + ": expected an object but " + shown(node));
        }
    }

    String place() {
        return place;
    }

    JsonNode get(String field) {
        return node.path(field);
    }

    /** Returns whether the field is there and its value is not null. */
    boolean has(String field) {
        return !node.path(field).isMissingNode() && !node.path(field).isNull();
    }

    JsonFields object(String field) throws IOException {
        return new JsonFields(place + ": " + field, node.path(field));
    }

    JsonNode array(String field) throws IOException {
        if (!node.path(field).isArray()) {
            throw wrong(field, "an array");
        }
        return node.path(field);
    }

    int positive(String field) throws IOException {
        JsonNode value = node.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() <= 0) {
            throw wrong(field, "a positive integer");
        }
        return value.asInt();
    }

    /** Returns a boolean; {@code otherwise} if the field is missing or null. */
    boolean flag(String field, boolean otherwise) throws IOException {
        if (!has(field)) {
            return otherwise;
        }
        if (!node.path(field).isBoolean()) {
            throw wrong(field, "true or false");
        }
        return node.path(field).asBoolean();
    }

    /** Returns a rate in [0,1), such as that of dropout; 0 if the field is missing or null. */
    double rate(String field) throws IOException {
        if (!has(field)) {
            return 0;
        }
        double value = node.path(field).asDouble(-1);
        if (!node.path(field).isNumber() || !(value >= 0 && value < 1)) {
            throw wrong(field, "a number of at least 0 and less than 1");
        }
        return value;
    }

    String text(String field) throws IOException {
        if (!node.path(field).isTextual()) {
            throw wrong(field, "a text");
        }
        return node.path(field).asText();
    }

    /** Returns the name of an activation; {@code otherwise} if the field is missing or null. */
    String activation(String field, String otherwise) throws IOException {
        return has(field) ? text(field) : otherwise;
    }

    /** Checks that an activation is the expected one, or that the field is missing; null would mean a linear one. */
    void requireActivation(String field, String expected) throws IOException {
        if (node.path(field).isNull() || !activation(field, expected).equals(expected)) {
            throw wrong(field, "'" + expected + "', the only activation that is read here,");
        }
    }

    /** Returns the error for a field with a wrong value. */
    IOException wrong(String field, String expected) {
        return new IOException(place + ": " + field + ": expected " + expected + " but " + shown(node.path(field)));
    }

    private static String shown(JsonNode value) {
        if (value.isMissingNode()) {
            return "it is missing";
        }
        String text = value.isContainerNode() ? (value.isArray() ? "an array" : "an object") : value.toString();
        return "got " + (text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text);
    }
}
