package org.gru4j.tasks.music;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.gru4j.tasks.data.Split;

/**
 * The pieces of the training, validation and test part.
 *
 * @param description describes the music, for people
 * @param remarks notes on how it was read, for example about ignored notes; one line each
 */
public record MusicData(
        String description, List<PianoRoll> train, List<PianoRoll> valid, List<PianoRoll> test, List<String> remarks) {
    /** The shortest piece: one frame to read and one to predict. */
    static final int MIN_FRAMES = 2;
    /** Every n-th piece is for the test, and the one before it for validation. */
    private static final int SPLIT_EVERY = 10;

    /** @throws IllegalArgumentException if a split has no piece, or a piece has no frame to predict */
    public MusicData {
        train = List.copyOf(train);
        valid = List.copyOf(valid);
        test = List.copyOf(test);
        remarks = List.copyOf(remarks);
        requirePieces(description, Split.TRAIN.key(), train);
        requirePieces(description, Split.VALID.key(), valid);
        requirePieces(description, Split.TEST.key(), test);
    }

    /**
     * Splits pieces by their order. Of every ten, the ninth is for validation and the tenth for the test. With fewer
     * than ten in all, the last but one is for validation and the last for the test.
     *
     * @throws IllegalArgumentException if there are fewer than three
     */
    static MusicData split(String description, List<PianoRoll> pieces, List<String> remarks) {
        if (pieces.size() < Split.values().length) {
            throw new IllegalArgumentException("music " + description + ": expected at least 3 pieces to split into"
                    + " train, valid and test but got " + pieces.size());
        }
        int every = Math.min(SPLIT_EVERY, pieces.size());
        Map<Split, List<PianoRoll>> parts = new EnumMap<>(Split.class);
        for (int k = 0; k < pieces.size(); k++) {
            int place = k % every;
            Split split = place == every - 1 ? Split.TEST : place == every - 2 ? Split.VALID : Split.TRAIN;
            parts.computeIfAbsent(split, part -> new ArrayList<>()).add(pieces.get(k));
        }
        return of(description, parts, remarks);
    }

    static MusicData of(String description, Map<Split, List<PianoRoll>> parts, List<String> remarks) {
        return new MusicData(
                description,
                pieces(parts, Split.TRAIN),
                pieces(parts, Split.VALID),
                pieces(parts, Split.TEST),
                remarks);
    }

    /** Returns the pieces of a part, an empty list if there are none. */
    static List<PianoRoll> pieces(Map<Split, List<PianoRoll>> parts, Split split) {
        return parts.getOrDefault(split, List.of());
    }

    /** Checks that there are pieces, and that each has a frame to predict. */
    static void requirePieces(String description, String list, List<PianoRoll> pieces) {
        if (pieces.isEmpty()) {
            throw new IllegalArgumentException(
                    "music " + description + ": " + list + ": expected at least one piece but it is empty");
        }
        for (int k = 0; k < pieces.size(); k++) {
            if (pieces.get(k).frames() < MIN_FRAMES) {
                throw new IllegalArgumentException("music " + description + ": " + list + ", piece " + (k + 1)
                        + ": expected at least " + MIN_FRAMES + " frames, one to predict from and one to predict, but"
                        + " got " + pieces.get(k).frames());
            }
        }
    }

    /** Returns a checksum that is equal for the same pieces in the same parts. */
    public String checksum() {
        CRC32C crc = new CRC32C();
        for (List<PianoRoll> pieces : List.of(train, valid, test)) {
            crc.update(pieces.size());
            for (PianoRoll piece : pieces) {
                crc.update(piece.frames());
                for (int t = 0; t < piece.frames(); t++) {
                    for (int pitch : piece.pitches(t)) {
                        crc.update(pitch);
                    }
                    crc.update(0);
                }
            }
        }
        return Long.toHexString(crc.getValue());
    }
}
