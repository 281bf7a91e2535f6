package org.gru4j.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.gru4j.model.ModelSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonProblemTest {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                    DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    enum Kind {
        LEFT,
        RIGHT
    }

    record Part(int size, Kind kind, String name) {
        Part {
            if (size < 0) {
                throw new IllegalArgumentException("size must not be negative, got " + size);
            }
        }
    }

    record Whole(List<Part> parts, boolean on, double rate) {}

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{\"parts\":[{\"size\":1}, {\"size\":\"x\"}]}; parts[1].size: expected a whole number but got 'x'",
                "{\"parts\":[{\"size\":-3}]}; parts[0]: size must not be negative, got -3",
                "{\"parts\":[{\"kind\":\"UP\"}]}; parts[0].kind: expected one of left, right but got 'UP'",
                "{\"parts\":[{\"kind\":[]}]}; parts[0].kind: expected one of left, right",
                "{\"parts\":[{\"name\":{}}]}; parts[0].name: expected a string",
                "{\"parts\":7}; parts: expected a list",
                "{\"on\":\"maybe\"}; on: expected true or false but got 'maybe'",
                "{\"rate\":\"fast\"}; rate: expected a number but got 'fast'",
                "{\"colour\":1}; colour: unknown field",
                "[]; expected an object",
                "{} {}; there is more text after its end at line 1, column 4",
                "{\"on\":tru}; unexpected text at line 1",
                "{\"on\"; it ends too early at line 1, column 6",
                "nothing; unexpected text at line 1"
            })
    void isSaidInPlainWords(String text, String expected) {
        String said =
                JsonProblem.of(assertThrows(JsonProcessingException.class, () -> JSON.readValue(text, Whole.class)));
        // Jackson 2.18 gives the end of an unknown word, later versions its beginning
        assertEquals(expected, expected.contains("column") ? said : said.replaceFirst(", column \\d+$", ""));
    }

    @Test
    void treesToo() {
        assertEquals(
                "field 'a' occurs twice",
                JsonProblem.of(assertThrows(JsonProcessingException.class, () -> JSON.readTree("{\"a\":1,\"a\":2}")))
                        .replaceFirst(" at .*", ""));
        assertEquals(
                "it is nested too deep, or a name, a string or a number in it is too long",
                JsonProblem.of(assertThrows(JsonProcessingException.class, () -> JSON.readTree("[".repeat(5000))))
                        .replaceFirst(" at .*", ""));
    }

    @Test
    void modelsSayWhichLayerIsWrong() {
        assertEquals(
                "layers[0]: 'lost' is not a known layer; register custom layers with" + " LayerSpecs.register first",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> ModelSpec.fromJson("{\"layers\":[{\"layer\":\"lost\"}]}"))
                        .getMessage());
    }
}
