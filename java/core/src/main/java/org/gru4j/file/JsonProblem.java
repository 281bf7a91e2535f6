package org.gru4j.file;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Describes what is wrong with a JSON text. The parser's own messages mention its classes and settings.
 *
 * <p>Thread-safe: it has no state.
 */
public final class JsonProblem {
    private static final Pattern DUPLICATE = Pattern.compile("Duplicate field '(.*?)'", Pattern.DOTALL);

    private JsonProblem() {}

    /**
     * Describes the problem that a parser or a mapper reports, and its place.
     *
     * @param e the exception that it threw
     */
    public static String of(IOException e) {
        if (e instanceof JsonMappingException mapping) {
            return path(mapping) + ofMapping(mapping);
        }
        return e instanceof JsonProcessingException syntax
                ? ofSyntax(syntax) + place(syntax.getLocation())
                : String.valueOf(e.getMessage());
    }

    /** Describes the problem like {@link #of}, but without the place of a syntax error. */
    public static String withoutPlace(IOException e) {
        return e instanceof JsonProcessingException syntax ? ofSyntax(syntax) : String.valueOf(e.getMessage());
    }

    private static String ofSyntax(JsonProcessingException e) {
        if (e instanceof JsonEOFException) {
            return "it ends too early";
        }
        if (e instanceof StreamConstraintsException) {
            return "it is nested too deep, or a name, a string or a number in it is too long";
        }
        String duplicate = duplicate(e);
        return duplicate == null ? "unexpected text" : duplicate;
    }

    /** Describes a duplicate field; null if the problem is another one. */
    private static @Nullable String duplicate(JsonProcessingException e) {
        Matcher duplicate = DUPLICATE.matcher(String.valueOf(e.getOriginalMessage()));
        return duplicate.lookingAt() ? "field '" + Excerpt.of(duplicate.group(1)) + "' occurs twice" : null;
    }

    private static String place(JsonLocation at) {
        return at == null || at.getLineNr() < 1 ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    private static String ofMapping(JsonMappingException e) {
        if (e.getCause() instanceof IllegalArgumentException own) { // thrown by a record that checks its values
            return Excerpt.of(String.valueOf(own.getMessage()));
        }
        if (e.getCause() instanceof JsonProcessingException syntax) {
            return ofSyntax(syntax) + place(syntax.getLocation());
        }
        if (e instanceof UnrecognizedPropertyException) {
            return "unknown field";
        }
        if (e instanceof InvalidTypeIdException kind) {
            return kind.getTypeId() == null
                    ? "the field that names its kind is missing"
                    : "unknown kind '" + Excerpt.of(kind.getTypeId()) + "'";
        }
        if (e instanceof InvalidFormatException format) {
            return "expected " + name(format.getTargetType()) + " but got '"
                    + Excerpt.of(String.valueOf(format.getValue())) + "'";
        }
        if (e instanceof MismatchedInputException
                && String.valueOf(e.getOriginalMessage()).startsWith("Trailing token")) {
            return "there is more text after its end" + place(e.getLocation());
        }
        if (duplicate(e) != null) {
            return duplicate(e) + place(e.getLocation());
        }
        return e instanceof MismatchedInputException mismatched
                ? "expected " + name(mismatched.getTargetType())
                : "not a value that is expected here";
    }

    private static String name(Class<?> type) {
        if (type == null) {
            return "another value";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(value -> value.toString().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "));
        }
        if (type == String.class) {
            return "a string";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return type == float.class || type == double.class || type == Float.class || type == Double.class
                    ? "a number"
                    : "a whole number";
        }
        return type.isArray() || Collection.class.isAssignableFrom(type) ? "a list" : "an object";
    }

    /** Returns the place in the object, such as {@code layers[0].spec: }; empty for the object itself. */
    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(Excerpt.of(step.getFieldName()));
            }
        }
        return path.isEmpty() ? "" : path + ": ";
    }
}
