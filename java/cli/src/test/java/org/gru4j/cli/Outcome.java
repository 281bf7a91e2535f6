package org.gru4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.gru4j.cli.terminal.ExitCode;

/** What a command said, and its exit code. */
public record Outcome(int code, String out, String err) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Runs a command in this process. */
    public static Outcome of(Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] texts = List.of(args).stream().map(Object::toString).toArray(String[]::new);
        int code = Cli.run(new PrintWriter(out, true), new PrintWriter(err, true), texts);
        return new Outcome(code, out.toString(), err.toString());
    }

    /** Each line of standard output, every one of which is an object. */
    public List<JsonNode> objects() {
        List<JsonNode> objects = new ArrayList<>();
        for (String line : out.lines().toList()) {
            try {
                objects.add(JSON.readTree(line));
            } catch (JsonProcessingException e) {
                throw new AssertionError("not JSON: " + line, e);
            }
            assertTrue(objects.get(objects.size() - 1).path("event").isTextual(), line);
        }
        return objects;
    }

    /** The last object. */
    public JsonNode last() {
        List<JsonNode> objects = objects();
        return objects.get(objects.size() - 1);
    }

    /** Ended well. */
    public Outcome done() {
        assertEquals(ExitCode.DONE, code, this::toString);
        return this;
    }

    /** Ended with that code, and one line of error that has all of these texts. */
    public void failed(int expected, String... texts) {
        assertEquals(expected, code, this::toString);
        List<String> errors =
                err.lines().filter(line -> line.startsWith("error: ")).toList();
        assertEquals(1, errors.size(), this::toString);
        for (String text : texts) {
            assertTrue(errors.get(0).contains(text), () -> "expected '" + text + "' in: " + errors.get(0));
        }
        assertFalse(err.contains("\tat "), () -> "a stack trace: " + err);
    }
}
