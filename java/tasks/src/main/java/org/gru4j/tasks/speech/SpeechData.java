package org.gru4j.tasks.speech;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.gru4j.tasks.data.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Recordings to train on, either the user's or synthetic.
 *
 * @param source the origin of the recordings
 */
record SpeechData(Recordings recordings, DataSource source) {
    /**
     * Reads a directory or synthesises words.
     *
     * @param directory null for synthetic words
     */
    static SpeechData of(@Nullable Path directory, int sampleRate) {
        LogMel logMel = new LogMel(sampleRate);
        Recordings recordings = directory == null ? synthesized(logMel) : Recordings.read(directory, logMel);
        String description = directory == null
                ? recordings.words().size() + " synthetic words of " + SpeechDefaults.SPEAKERS + " speakers"
                : directory.toString();
        return new SpeechData(
                recordings, new DataSource(DataSource.location(directory), checksum(recordings), description));
    }

    private static Recordings synthesized(LogMel logMel) {
        return new SynthesizedWords(SpeechDefaults.WORDS, SpeechDefaults.SPEAKERS, SpeechDefaults.DATA_SEED)
                .recordings(logMel);
    }

    /** Returns a checksum that is equal for the same words and sounds with the same file names. */
    private static String checksum(Recordings recordings) {
        CRC32C crc = new CRC32C();
        crc.update(String.join("/", recordings.words()).getBytes(StandardCharsets.UTF_8));
        for (Utterance utterance : recordings.utterances()) {
            crc.update(utterance.name().getBytes(StandardCharsets.UTF_8));
            ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * utterance.features().length + Integer.BYTES);
            bytes.asFloatBuffer().put(utterance.features());
            crc.update(bytes.putInt(bytes.capacity() - Integer.BYTES, utterance.word()));
        }
        return Long.toHexString(crc.getValue());
    }
}
