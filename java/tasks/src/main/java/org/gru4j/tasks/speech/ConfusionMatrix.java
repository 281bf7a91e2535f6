package org.gru4j.tasks.speech;

import java.util.List;

/** Counts how often each word was recognised as each word. */
final class ConfusionMatrix {
    private final List<String> words;
    private final int[][] counts;

    ConfusionMatrix(List<String> words) {
        this.words = List.copyOf(words);
        counts = new int[words.size()][words.size()];
    }

    /** Adds an utterance. */
    void add(int said, int heard) {
        counts[said][heard]++;
    }

    List<String> words() {
        return words;
    }

    int count(int said, int heard) {
        return counts[said][heard];
    }

    /** Returns how often a word was said. */
    int said(int word) {
        int sum = 0;
        for (int count : counts[word]) {
            sum += count;
        }
        return sum;
    }

    /** Returns the number of utterances. */
    int total() {
        int sum = 0;
        for (int word = 0; word < counts.length; word++) {
            sum += said(word);
        }
        return sum;
    }

    /**
     * Returns the share of the most frequent word, which is the accuracy of always guessing it. NaN if there are no
     * utterances.
     */
    double largestShare() {
        int most = 0;
        for (int word = 0; word < counts.length; word++) {
            most = Math.max(most, said(word));
        }
        return (double) most / total();
    }

    /** Returns the share of correctly recognised utterances; NaN if there are none. */
    double accuracy() {
        int right = 0;
        for (int word = 0; word < counts.length; word++) {
            right += counts[word][word];
        }
        return (double) right / total();
    }
}
