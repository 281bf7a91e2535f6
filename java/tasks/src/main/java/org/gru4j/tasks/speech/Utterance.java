package org.gru4j.tasks.speech;

/**
 * One spoken word.
 *
 * @param name of the file, without the folder
 * @param word the word's number in {@link Recordings#words}
 * @param features [frames, {@link LogMel#BANDS}]
 */
public record Utterance(String name, int word, float[] features) {
    /** Returns the number of frames. */
    public int frames() {
        return features.length / LogMel.BANDS;
    }
}
