package org.gru4j.cli.speech;

/**
 * One spoken word.
 *
 * @param name of its file, without the folder
 * @param word its number in {@link Recordings#words}
 * @param features [frames, {@link LogMel#BANDS}]
 */
record Utterance(String name, int word, float[] features) {
    /** T. */
    int frames() {
        return features.length / LogMel.BANDS;
    }
}
