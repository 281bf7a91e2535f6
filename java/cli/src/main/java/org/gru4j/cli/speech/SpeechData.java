package org.gru4j.cli.speech;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.stream.Stream;
import org.gru4j.cli.run.DataSource;

/**
 * Recordings to train on, the user's or synthesised.
 *
 * @param source where they are from
 */
record SpeechData(Recordings recordings, DataSource source) {
    /**
     * Reads a directory, or synthesises words where there is none.
     *
     * @param directory null for synthesised words
     */
    static SpeechData of(Path directory, int sampleRate) {
        LogMel logMel = new LogMel(sampleRate);
        Recordings recordings = directory == null ? synthesized(logMel) : Recordings.read(directory, logMel);
        String description = directory == null
                ? recordings.words().size() + " synthesised words of " + SpeechDefaults.SPEAKERS + " speakers"
                : directory.toString();
        return new SpeechData(recordings,
                new DataSource(DataSource.location(directory), checksum(recordings), description));
    }

    private static Recordings synthesized(LogMel logMel) {
        try {
            Path directory = Files.createTempDirectory("gru4j-speech");
            try {
                new SynthesizedWords(SpeechDefaults.WORDS, SpeechDefaults.SPEAKERS, SpeechDefaults.DATA_SEED)
                        .write(directory);
                return Recordings.read(directory, logMel);
            } finally {
                delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("synthesised words: " + e, e);
        }
    }

    private static void delete(Path directory) throws IOException {
        List<Path> paths;
        try (Stream<Path> below = Files.walk(directory)) {
            paths = below.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }

    /** Says whether two sets of recordings are the same words and the same sounds, under the same names. */
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
