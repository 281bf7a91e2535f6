package org.gru4j.tasks.text;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The text of a training, split into training text and held-out text.
 *
 * @param description describes the text, for people
 * @param location the path that was read; empty for the default corpus
 * @param files the number of files
 * @param skipped the number of ignored files that are not text
 */
public record Corpus(String description, String location, String training, String heldOut, int files, int skipped) {
    /**
     * Creates a corpus.
     *
     * @throws IllegalArgumentException if the text is too short to learn from
     */
    public Corpus {
        if (training.isEmpty()) {
            throw new IllegalArgumentException("corpus " + description + ": expected text but it is empty");
        }
        long distinct = training.codePoints().distinct().limit(2).count();
        if (distinct < 2) {
            throw new IllegalArgumentException("corpus " + description
                    + ": expected at least 2 different characters to train on but got only '"
                    + Character.toString(training.codePointAt(0)) + "'");
        }
        if (heldOut.codePoints().limit(2).count() < 2) {
            throw new IllegalArgumentException("corpus " + description
                    + ": expected at least 2 characters to hold out but got " + heldOut.length() + ": it is too short");
        }
    }

    /** Returns a checksum that is equal for the same text with the same split. */
    public String checksum() {
        CRC32C crc = new CRC32C();
        crc.update(training.getBytes(StandardCharsets.UTF_8));
        crc.update(0xFF);
        crc.update(heldOut.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }

    /**
     * Checks that there are enough characters for one training step.
     *
     * @throws IllegalArgumentException if there are not
     */
    void requireEnoughFor(TextSettings settings) {
        long needed = settings.charactersPerStep() + 1;
        long actual = training.codePoints().count();
        if (actual < needed) {
            throw new IllegalArgumentException("corpus " + description + ": expected at least " + needed
                    + " characters to train on (--batch " + settings.batch() + " times --sequence-length "
                    + settings.sequenceLength() + ", plus one) but got " + actual + ": it is too short");
        }
    }
}
