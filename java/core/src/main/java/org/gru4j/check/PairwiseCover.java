package org.gru4j.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gru4j.random.CounterRandom;

/**
 * Rows of choices in which every pair of choices for any two factors occurs in some row. Most faults need at most two
 * properties to coincide, and few rows are enough.
 *
 * <p>The algorithm is greedy: each row starts from a pair that is not covered yet. Then, factor by factor, it gets the
 * choice that covers the most new pairs, given the choices so far.
 */
final class PairwiseCover {
    private final List<Integer> counts;
    private final boolean[][][][] covered;
    private final CounterRandom random = new CounterRandom(0, 0, 3);
    private long draws;

    private PairwiseCover(List<Integer> counts) {
        this.counts = counts;
        int factors = counts.size();
        covered = new boolean[factors][factors][][];
        for (int f = 0; f < factors; f++) {
            for (int g = 0; g < f; g++) {
                covered[f][g] = new boolean[counts.get(f)][counts.get(g)];
            }
        }
    }

    /** @param counts the number of choices of each factor */
    static List<int[]> of(List<Integer> counts) {
        PairwiseCover cover = new PairwiseCover(counts);
        List<int[]> rows = new ArrayList<>();
        for (int f = 0; f < counts.size(); f++) {
            for (int g = 0; g < f; g++) {
                for (int pair = 0; pair < counts.get(f) * counts.get(g); pair++) {
                    if (!cover.covered[f][g][pair % counts.get(f)][pair / counts.get(f)]) {
                        rows.add(cover.nextRow(f, pair % counts.get(f), g, pair / counts.get(f)));
                    }
                }
            }
        }
        return rows;
    }

    private int[] nextRow(int f, int choiceF, int g, int choiceG) {
        int[] row = new int[counts.size()];
        Arrays.fill(row, -1);
        row[f] = choiceF;
        row[g] = choiceG;
        for (int k = 0; k < row.length; k++) {
            if (row[k] < 0) {
                row[k] = bestChoice(row, k);
            }
        }
        for (int a = 0; a < row.length; a++) {
            for (int b = 0; b < a; b++) {
                covered[a][b][row[a]][row[b]] = true;
            }
        }
        return row;
    }

    /** Returns the choice that covers the most new pairs; among equals, the first one after a random start. */
    private int bestChoice(int[] row, int k) {
        int start = (int) (random.uniform(draws++) * counts.get(k));
        int best = start;
        int mostNew = -1;
        for (int i = 0; i < counts.get(k); i++) {
            int choice = (start + i) % counts.get(k);
            int fresh = 0;
            for (int other = 0; other < row.length; other++) {
                if (row[other] >= 0 && !isCovered(k, choice, other, row[other])) {
                    fresh++;
                }
            }
            if (fresh > mostNew) {
                mostNew = fresh;
                best = choice;
            }
        }
        return best;
    }

    private boolean isCovered(int f, int choiceF, int g, int choiceG) {
        return f > g ? covered[f][g][choiceF][choiceG] : covered[g][f][choiceG][choiceF];
    }
}
