package org.gru4j.tasks.speech;

import java.util.List;

/** How often each word was taken for each. */
final class ConfusionMatrix {
    private final List<String> words;
    private final int[][] counts;

    ConfusionMatrix(List<String> words) {
        this.words = List.copyOf(words);
        counts = new int[words.size()][words.size()];
    }

    /** One more utterance. */
    void add(int said, int heard) {
        counts[said][heard]++;
    }

    List<String> words() {
        return words;
    }

    int count(int said, int heard) {
        return counts[said][heard];
    }

    /** How often a word was said. */
    int said(int word) {
        int sum = 0;
        for (int count : counts[word]) {
            sum += count;
        }
        return sum;
    }

    /** All utterances. */
    int total() {
        int sum = 0;
        for (int word = 0; word < counts.length; word++) {
            sum += said(word);
        }
        return sum;
    }

    /** The share of the word that was said most often: the accuracy of always guessing it. NaN before the first. */
    double largestShare() {
        int most = 0;
        for (int word = 0; word < counts.length; word++) {
            most = Math.max(most, said(word));
        }
        return (double) most / total();
    }

    /** The share of utterances that were taken for what they are; NaN before the first. */
    double accuracy() {
        int right = 0;
        for (int word = 0; word < counts.length; word++) {
            right += counts[word][word];
        }
        return (double) right / total();
    }
}
