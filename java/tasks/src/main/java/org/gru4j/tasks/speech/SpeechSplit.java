package org.gru4j.tasks.speech;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * Utterances in three parts by their files' names: of a hundred speakers about eighty are in the training part, ten in
 * the validation part and ten in the test part, whatever other files there are. A speaker is what the name says before
 * {@code _nohash_} (Warden 2018, arXiv 1804.03209), or else before the ending; the folder does not count, so that
 * files of the same name in different folders stay together.
 */
record SpeechSplit(List<Utterance> training, List<Utterance> validation, List<Utterance> test) {
    private static final int VALIDATION_PERCENT = 10;
    private static final int TEST_PERCENT = 10;

    /** @throws IllegalArgumentException if a part is empty, or if a word is not in the training part */
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
                                + "' in the training part, too, but all of its files' names fall into the others");
            }
        }
        return split;
    }

    /**
     * The same parts, with a model's numbers of the words.
     *
     * @param data whose parts they are
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

    /** A number from 0 to 99 that depends on the speaker. */
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
