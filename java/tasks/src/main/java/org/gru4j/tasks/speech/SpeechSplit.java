package org.gru4j.tasks.speech;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits utterances by speaker into three parts: about 80 % of the speakers for training, 10 % for validation and 10 %
 * for the test. The part depends only on the file's name, not on other files. The speaker is the part of the name
 * before {@code _nohash_} (Warden 2018, arXiv 1804.03209) or, without that, before the extension. The folder is
 * ignored, so that files of the same name in different folders stay together.
 */
record SpeechSplit(List<Utterance> training, List<Utterance> validation, List<Utterance> test) {
    private static final int VALIDATION_PERCENT = 10;
    private static final int TEST_PERCENT = 10;

    /**
     * Splits recordings.
     *
     * @throws IllegalArgumentException if a part is empty, or if a word does not occur in the training part
     */
    static SpeechSplit of(Recordings recordings) {
        SpeechSplit split = new SpeechSplit(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (Utterance utterance : recordings.utterances()) {
            int percent = percent(utterance.name());
            (percent < VALIDATION_PERCENT
                            ? split.validation
                            : percent < VALIDATION_PERCENT + TEST_PERCENT ? split.test : split.training)
                    .add(utterance);
        }
        if (split.validation.isEmpty() || split.test.isEmpty()) {
            throw new IllegalArgumentException("recordings: expected enough differently named files for a validation"
                    + " part and a test part but of " + recordings.utterances().size() + " got "
                    + split.validation.size() + " and " + split.test.size());
        }
        for (int word = 0; word < recordings.words().size(); word++) {
            int number = word;
            if (split.training.stream().noneMatch(utterance -> utterance.word() == number)) {
                throw new IllegalArgumentException(
                        "recordings: expected '" + recordings.words().get(word)
                                + "' in the training part, but the names of its files place all in other parts");
            }
        }
        return split;
    }

    /**
     * Returns the same parts with the words numbered as in a model.
     *
     * @param data the data that was split
     * @throws IllegalArgumentException if there are words that the model does not know
     */
    SpeechSplit numbered(SpeechData data, List<String> words) {
        String source = data.source().description();
        Recordings recordings = data.recordings();
        return new SpeechSplit(
                recordings.numbered(training, words, source),
                recordings.numbered(validation, words, source),
                recordings.numbered(test, words, source));
    }

    /** Returns a number from 0 to 99 that depends only on the speaker. */
    static int percent(String name) {
        String speaker = name.replaceFirst("_nohash_.*|\\.[^.]*$", "");
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(speaker.getBytes(StandardCharsets.UTF_8));
            return (int) Long.remainderUnsigned(ByteBuffer.wrap(hash).getLong(), 100);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
