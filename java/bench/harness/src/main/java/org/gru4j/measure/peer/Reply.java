package org.gru4j.measure.peer;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes and reads answers of a peer. An answer is a line with a mark, which distinguishes it from the output of
 * libraries, and fields separated by tabs.
 */
final class Reply {
    private static final String OK = "@ok";
    private static final String FAILED = "@failed";
    private static final String UNSUPPORTED = "@unsupported";

    private Reply() {}

    static String ok(Map<String, String> fields) {
        StringBuilder line = new StringBuilder(OK);
        fields.forEach(
                (name, value) -> line.append('\t').append(name).append('=').append(oneLine(value)));
        return line.toString();
    }

    static String failed(Throwable e) {
        return e instanceof UnsupportedOperationException && e.getMessage() != null
                ? UNSUPPORTED + '\t' + oneLine(e.getMessage())
                : FAILED + '\t' + oneLine(e.toString());
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").trim();
    }

    static boolean isReply(String line) {
        return line.startsWith(OK) || line.startsWith(FAILED) || line.startsWith(UNSUPPORTED);
    }

    /**
     * Returns the fields of an answer.
     *
     * @throws UnsupportedOperationException if the library can't compute the task
     * @throws IllegalStateException if the library failed
     */
    static Map<String, String> fields(String line) {
        String[] parts = line.split("\t");
        if (parts[0].equals(UNSUPPORTED)) {
            throw new UnsupportedOperationException(parts[1]);
        }
        if (!parts[0].equals(OK)) {
            throw new IllegalStateException(parts.length > 1 ? parts[1] : line);
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (int k = 1; k < parts.length; k++) {
            int equals = parts[k].indexOf('=');
            fields.put(parts[k].substring(0, equals), parts[k].substring(equals + 1));
        }
        return fields;
    }
}
