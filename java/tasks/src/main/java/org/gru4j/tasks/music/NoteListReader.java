package org.gru4j.tasks.music;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.gru4j.file.JsonProblem;
import org.gru4j.tasks.data.Split;
import org.jspecify.annotations.Nullable;

/**
 * Reads note lists in JSON: a frame is a list of the MIDI pitches that sound in it, and a piece is a list of frames.
 * The file is {@code {"train": [piece, …], "valid": [piece, …], "test": [piece, …]}}, or a list of pieces, or one
 * piece. Any other name is an error.
 */
final class NoteListReader {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                    DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private final Path file;

    private NoteListReader(Path file) {
        this.file = file;
    }

    /**
     * The contents of a file.
     *
     * @param parts the three lists, if the file has splits; otherwise null
     * @param pieces the pieces of a file without splits; otherwise empty
     */
    record Notes(@Nullable Map<Split, List<PianoRoll>> parts, List<PianoRoll> pieces) {}

    /**
     * Reads a file.
     *
     * @throws UncheckedIOException if it can't be read
     * @throws IllegalArgumentException if it is not JSON, or not a note list; the message names the place, or the piece
     *     and the frame
     */
    static Notes read(Path file) {
        JsonNode root;
        try (InputStream in = Files.newInputStream(file)) {
            root = JSON.readTree(in);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "music " + file + ": expected note lists in JSON but " + JsonProblem.of(e), e);
        } catch (IOException e) {
            throw MusicReader.unreadable(file, e);
        }
        NoteListReader reader = new NoteListReader(file);
        if (root.isObject()) {
            return new Notes(reader.parts(root), List.of());
        }
        return new Notes(null, isPiece(root) ? List.of(reader.piece("piece 1", root)) : reader.pieces("", root));
    }

    /**
     * Returns whether the root is a single piece: its elements contain numbers or nothing, whereas those of a list of
     * pieces contain lists.
     */
    private static boolean isPiece(JsonNode root) {
        for (JsonNode frame : root) {
            for (JsonNode pitch : frame) {
                return !pitch.isArray();
            }
        }
        return !root.isEmpty();
    }

    private Map<Split, List<PianoRoll>> parts(JsonNode root) {
        Map<Split, List<PianoRoll>> parts = new EnumMap<>(Split.class);
        TreeSet<String> others = new TreeSet<>();
        for (Iterator<String> names = root.fieldNames(); names.hasNext(); ) {
            others.add(names.next());
        }
        for (Split split : Split.values()) {
            if (!others.remove(split.key())) {
                throw new IllegalArgumentException(
                        "music " + file + ": expected train, valid and test but found no " + split.key());
            }
            parts.put(split, pieces(split.key() + ", ", root.get(split.key())));
        }
        if (!others.isEmpty()) {
            throw new IllegalArgumentException(
                    "music " + file + ": expected only train, valid and test but found also " + others);
        }
        return parts;
    }

    private List<PianoRoll> pieces(String place, JsonNode list) {
        requireList(place.isEmpty() ? "" : place.substring(0, place.length() - 2), "a list of pieces", list);
        List<PianoRoll> pieces = new ArrayList<>();
        for (JsonNode piece : list) {
            pieces.add(piece(place + "piece " + (pieces.size() + 1), piece));
        }
        return pieces;
    }

    private PianoRoll piece(String place, JsonNode frames) {
        requireList(place, "a list of frames", frames);
        PianoRoll.Builder roll = new PianoRoll.Builder();
        for (int t = 0; t < frames.size(); t++) {
            String where = place + ", frame " + (t + 1);
            requireList(where, "a list of pitches", frames.get(t));
            for (JsonNode pitch : frames.get(t)) {
                double value = pitch.isNumber() ? pitch.doubleValue() : Double.NaN; // 60.0 is a pitch, "60" is not
                if (!(value >= PianoRoll.LOWEST && value <= PianoRoll.HIGHEST && value == Math.rint(value))) {
                    throw unexpected(
                            where, "MIDI pitches from " + PianoRoll.LOWEST + " to " + PianoRoll.HIGHEST, pitch);
                }
                roll.press(t, (int) value - PianoRoll.LOWEST);
            }
        }
        return roll.build(frames.size());
    }

    private void requireList(String place, String expected, JsonNode got) {
        if (!got.isArray()) {
            throw unexpected(place, expected, got);
        }
    }

    private IllegalArgumentException unexpected(String place, String expected, JsonNode got) {
        String text = got.isMissingNode() ? "nothing" : got.toString();
        return new IllegalArgumentException("music " + file + ": " + (place.isEmpty() ? "" : place + ": ") + "expected "
                + expected + " but got " + (text.length() > 40 ? text.substring(0, 40) + "…" : text));
    }
}
