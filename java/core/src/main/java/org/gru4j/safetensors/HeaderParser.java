package org.gru4j.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.file.Excerpt;
import org.gru4j.file.JsonProblem;
import org.gru4j.safetensors.SafeTensorsHeader.Entry;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of a {@link SafeTensorsHeader} token by token. It stores only the metadata and entries, and builds no
 * tree of whatever else the file may contain.
 */
final class HeaderParser {
    private static final int DEEPEST = 1000;
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES) // their table would store every name a second time
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(SafeTensors.MAX_HEADER)
                    .maxNameLength(SafeTensors.MAX_HEADER)
                    .build())
            .build();

    private final HeaderText text;
    private final long dataLength;
    private final JsonParser json;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private HeaderParser(byte[] text, long dataLength) throws IOException {
        this.text = new HeaderText(text);
        this.dataLength = dataLength;
        json = JSON.createParser(
                new InputStreamReader(new ByteArrayInputStream(text), StandardCharsets.UTF_8.newDecoder()));
    }

    /**
     * Parses a header.
     *
     * @param dataLength number of bytes after the header, or {@link Bytes#UNKNOWN}
     * @throws IOException if the header is malformed; the message describes the problem
     */
    static SafeTensorsHeader parse(byte[] text, long dataLength) throws IOException {
        HeaderParser parser = new HeaderParser(text, dataLength);
        try (parser.json) {
            parser.readAll();
        } catch (CharacterCodingException e) {
            throw new IOException("the header is not valid UTF-8", e);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw new IOException(
                    "the header is not valid JSON: " + JsonProblem.withoutPlace(e)
                            + (at == null
                                    ? ""
                                    : " (near byte " + (Long.BYTES + parser.text.byteOf(at.getCharOffset()))
                                            + " of the file)"),
                    e);
        }
        return new SafeTensorsHeader(parser.metadata, parser.entries);
    }

    private void readAll() throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("the header is not a JSON object");
        }
        boolean hasMetadata = false;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            if (name.equals(SafeTensorsHeader.METADATA)) {
                requireOnce(name, !hasMetadata);
                hasMetadata = true;
                readMetadata();
            } else {
                Entry entry = readEntry(name);
                requireOnce(name, entries.put(name, entry) == null);
            }
        }
        if (json.nextToken() != null) {
            throw new IOException("the header is not valid JSON: there is more text after its end");
        }
    }

    private static void requireOnce(String name, boolean first) throws IOException {
        if (!first) {
            throw new IOException("the header is not valid JSON: field '" + Excerpt.of(name) + "' occurs twice");
        }
    }

    private void readMetadata() throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw new IOException(
                    SafeTensorsHeader.METADATA + ": expected a JSON object of strings but got " + value());
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            if (json.nextToken() != JsonToken.VALUE_STRING) {
                throw new IOException("metadata '" + Excerpt.of(key) + "': expected a string but got " + value());
            }
            if (metadata.size() == SafeTensors.MAX_METADATA) {
                throw new IOException(SafeTensorsHeader.METADATA + ": expected at most " + SafeTensors.MAX_METADATA
                        + " entries but there are more");
            }
            requireOnce(key, metadata.put(key, json.getText()) == null);
        }
    }

    private Entry readEntry(String key) throws IOException {
        String name = "tensor '" + Excerpt.of(key) + "'";
        long start = start();
        String dtype = null;
        Dims shape = null;
        Dims offsets = null;
        boolean entry = json.currentToken() == JsonToken.START_OBJECT;
        while (entry && json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            switch (field) {
                case "dtype" -> {
                    requireOnce(field, dtype == null);
                    dtype = value == JsonToken.VALUE_STRING ? json.getText() : null;
                    entry = dtype != null;
                }
                case "shape" -> {
                    requireOnce(field, shape == null);
                    shape = readIntegers(Integer.MAX_VALUE);
                    entry = shape != null;
                }
                case "data_offsets" -> {
                    requireOnce(field, offsets == null);
                    offsets = readIntegers(3);
                    entry = offsets != null && offsets.values.size() == 2;
                }
                default -> json.skipChildren();
            }
        }
        if (!entry || dtype == null || shape == null || offsets == null) {
            json.finishToken();
            throw new IOException(name + ": expected a dtype, a shape and two data_offsets but got "
                    + text.quote(start, json.currentLocation().getCharOffset()));
        }
        NumberType type = NumberType.of(name, dtype);
        if (shape.wrong != null) {
            throw new IOException(name + ": dimension " + shape.wrong + " is not an integer of 0 or more");
        }
        Dims places = offsets;
        return SafeTensorsHeader.entry(
                key, type, shape.values, offsets.values, () -> text.quote(places.from, places.to), dataLength);
    }

    /**
     * A list of integers.
     *
     * @param values the integers; −1 stands for anything that is not an integer of 0 or more
     * @param wrong the first element that is not an integer of 0 or more; null if there is none
     * @param from where the list begins in the text, in characters
     * @param to where it ends
     */
    private record Dims(List<Long> values, @Nullable String wrong, long from, long to) {}

    /**
     * Reads a list of integers. Elements after the first {@code most} are not stored. Null if the value is not a list.
     */
    private @Nullable Dims readIntegers(int most) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            return null;
        }
        long start = start();
        List<Long> values = new ArrayList<>(4);
        String wrong = null;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (values.size() == most) {
                json.skipChildren();
                continue;
            }
            boolean integer = json.currentToken() == JsonToken.VALUE_NUMBER_INT
                    && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                    && json.getLongValue() >= 0;
            values.add(integer ? json.getLongValue() : -1);
            if (!integer && wrong == null) {
                wrong = value();
            } else {
                json.skipChildren();
            }
        }
        return new Dims(values, wrong, start, json.currentLocation().getCharOffset());
    }

    private long start() {
        return json.currentTokenLocation().getCharOffset();
    }

    /** Returns the text of the current value, cut if it is long. The parser continues after it. */
    private String value() throws IOException {
        long start = start();
        json.skipChildren();
        json.finishToken();
        return text.quote(start, json.currentLocation().getCharOffset());
    }
}
