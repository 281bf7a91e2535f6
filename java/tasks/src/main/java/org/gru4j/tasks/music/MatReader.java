package org.gru4j.tasks.music;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.gru4j.tasks.data.Split;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Source;
import us.hebi.matlab.mat.types.Sources;
import us.hebi.matlab.mat.types.Sparse;

/**
 * Reads MATLAB files in the form in which the papers' four sets of polyphonic music are distributed: variables
 * {@code traindata}, {@code validdata} and {@code testdata}, each a cell array of pieces, each piece a matrix of T
 * frames by 88 keys of zeros and ones. The first column is MIDI pitch 21.
 */
final class MatReader {
    private static final String SUFFIX = "data";

    private final Path file;
    /**
     * How many more elements sparse matrices may have. Their zeros are not stored in the file but take memory in a
     * piano roll.
     */
    private long sparseElements;

    private MatReader(Path file) {
        this.file = file;
    }

    /**
     * Reads the pieces of all three parts.
     *
     * @throws UncheckedIOException if the file can't be read
     * @throws IllegalArgumentException if it is damaged, or has other contents
     */
    static Map<Split, List<PianoRoll>> read(Path file) {
        return new MatReader(file).read();
    }

    private Map<Split, List<PianoRoll>> read() {
        Map<Split, List<PianoRoll>> parts = new EnumMap<>(Split.class);
        try (MatFile mat = open()) {
            for (Split split : Split.values()) {
                parts.put(split, pieces(mat, split.key() + SUFFIX));
            }
        } catch (IOException e) {
            throw MusicReader.unreadable(file, e);
        }
        return parts;
    }

    private MatFile open() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        sparseElements = BoundedMatReader.mostElements(bytes.length);
        try (Source source = Sources.wrap(bytes)) {
            try {
                return BoundedMatReader.of(source, bytes.length).readMat();
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                // the library reports damage by many kinds of errors
                throw new IllegalArgumentException(
                        "music " + file + ": expected a MATLAB 5 file but it is damaged or has"
                                + " another format, at or after byte " + source.getPosition() + " of " + bytes.length
                                + ": "
                                + reason(e),
                        e);
            }
        }
    }

    private static String reason(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private List<PianoRoll> pieces(MatFile mat, String variable) {
        List<String> names = new ArrayList<>();
        for (MatFile.Entry entry : mat.getEntries()) {
            if (entry.getName().equals(variable)) {
                return pieces(entry.getValue(), variable);
            }
            names.add(entry.getName());
        }
        throw new IllegalArgumentException("music " + file + ": expected the variables traindata, validdata and"
                + " testdata but found no " + variable + ", only " + names);
    }

    private List<PianoRoll> pieces(Array array, String variable) {
        if (!(array instanceof Cell cells)) {
            throw new IllegalArgumentException(
                    "music " + file + ": " + variable + ": expected a cell array of pieces but got " + describe(array));
        }
        List<PianoRoll> pieces = new ArrayList<>();
        for (int k = 0; k < cells.getNumElements(); k++) {
            pieces.add(piece(cells.get(k), variable + ", piece " + (k + 1)));
        }
        return pieces;
    }

    private PianoRoll piece(Array array, String place) {
        if (!(array instanceof Matrix matrix)
                || array.getNumDimensions() != 2
                || array.getNumCols() != PianoRoll.KEYS
                || array.getNumRows() < 0) {
            throw new IllegalArgumentException("music " + file + ": " + place + ": expected a matrix of T frames by "
                    + PianoRoll.KEYS + " keys but got " + describe(array));
        }
        if (matrix instanceof Sparse) {
            sparseElements -= (long) matrix.getNumRows() * PianoRoll.KEYS;
            if (sparseElements < 0) {
                throw new IllegalArgumentException("music " + file + ": " + place + ""
                        + ": expected a sparse matrix no larger than a full one in a file of this size, but got "
                        + describe(array)
                        + "; save it with full(…)");
            }
        }
        PianoRoll.Builder roll = new PianoRoll.Builder();
        for (int t = 0; t < matrix.getNumRows(); t++) {
            for (int key = 0; key < PianoRoll.KEYS; key++) {
                double value = value(matrix, t, key, place);
                if (value == 1) {
                    roll.press(t, key);
                } else if (value != 0) {
                    throw new IllegalArgumentException("music " + file + ": " + place + ", frame " + (t + 1) + ", key "
                            + (key + 1) + ": expected 0 or 1 but got " + value);
                }
            }
        }
        return roll.build(matrix.getNumRows());
    }

    /** Returns an element. The library detects a damaged sparse matrix only when its elements are read. */
    private double value(Matrix matrix, int frame, int key, String place) {
        try {
            return matrix.getDouble(frame, key);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "music " + file + ": " + place + ": expected a matrix but it is damaged" + " at frame "
                            + (frame + 1) + ", key " + (key + 1) + ": " + reason(e),
                    e);
        }
    }

    private static String describe(Array array) {
        StringBuilder sizes = new StringBuilder();
        for (int size : array.getDimensions()) {
            sizes.append(sizes.isEmpty() ? "" : "×").append(size);
        }
        return array.getType() + " " + sizes;
    }
}
