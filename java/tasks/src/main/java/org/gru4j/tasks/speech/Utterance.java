package org.gru4j.tasks.speech;

/**
 * One spoken word.
 *
 * @param name of its file, without the folder
 * @param word its number in {@link Recordings#words}
 * @param features [frames, {@link LogMel#BANDS}]
 */
public record Utterance(String name, int word, float[] features) {
    /** T. */
    public int frames() {
        return features.length / LogMel.BANDS;
    }
}
