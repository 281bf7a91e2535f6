package org.gru4j.cli.sessions;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The item-to-item baseline (item-KNN of Hidasi et al. 2016, section 4): recommends what was clicked in the same sessions
 * as the last item. Its similarity to item j is the cosine of the two items' vectors of sessions,
 *
 * <pre>    s(i,j) = c(i,j) / √(c(i)·c(j))</pre>
 *
 * where c(i) counts the training sessions with item i, c(i,j) those with both. The {@value #NEIGHBOURS} most similar
 * items are kept, of equal ones the lower ids; all others, and i itself, score 0.
 */
final class ItemNeighbours implements Recommender {
    /** As many as a rank is looked at for, and more. */
    private static final int NEIGHBOURS = 100;

    private final int[][] neighbours;
    private final float[][] similarities;

    ItemNeighbours(ItemSessions training, int items) {
        int[][] sessionsOf = sessionsOf(training, items);
        neighbours = new int[items][];
        similarities = new float[items][];
        int[] common = new int[items];
        for (int i = 0; i < items; i++) {
            countCommon(training, i, sessionsOf[i], common);
            keepNearest(i, sessionsOf, common);
            Arrays.fill(common, 0);
        }
    }

    /** For each item, the sessions that it is in, ascending, each once. */
    private static int[][] sessionsOf(ItemSessions training, int items) {
        int[][] sessionsOf = new int[items][4];
        int[] counts = new int[items];
        for (int s = 0; s < training.count(); s++) {
            for (int k = 0; k < training.length(s); k++) {
                int i = training.item(s, k);
                if (counts[i] == 0 || sessionsOf[i][counts[i] - 1] != s) {
                    if (counts[i] == sessionsOf[i].length) {
                        sessionsOf[i] = Arrays.copyOf(sessionsOf[i], 2 * counts[i]);
                    }
                    sessionsOf[i][counts[i]++] = s;
                }
            }
        }
        for (int i = 0; i < items; i++) {
            sessionsOf[i] = Arrays.copyOf(sessionsOf[i], counts[i]);
        }
        return sessionsOf;
    }

    /** common[j]: in how many of the sessions, all of which have item i, item j is; 0 for i itself. */
    private static void countCommon(ItemSessions training, int i, int[] sessions, int[] common) {
        int[] lastCounted = new int[common.length]; // the session that j was counted in
        Arrays.fill(lastCounted, -1);
        for (int s : sessions) {
            for (int k = 0; k < training.length(s); k++) {
                int j = training.item(s, k);
                if (j != i && lastCounted[j] != s) {
                    lastCounted[j] = s;
                    common[j]++;
                }
            }
        }
    }

    private void keepNearest(int i, int[][] sessionsOf, int[] common) {
        neighbours[i] = IntStream.range(0, common.length).filter(j -> common[j] > 0).boxed()
                .sorted(Comparator.comparingDouble((Integer j) -> -similarity(i, j, sessionsOf, common)))
                .limit(NEIGHBOURS).mapToInt(Integer::intValue).toArray();
        similarities[i] = new float[neighbours[i].length];
        for (int k = 0; k < neighbours[i].length; k++) {
            similarities[i][k] = (float) similarity(i, neighbours[i][k], sessionsOf, common);
        }
    }

    private static double similarity(int i, int j, int[][] sessionsOf, int[] common) {
        return common[j] / Math.sqrt((double) sessionsOf[i].length * sessionsOf[j].length);
    }

    @Override
    public void score(ItemSessions sessions, int s, int k, float[] scores) {
        Arrays.fill(scores, 0);
        int i = sessions.item(s, k);
        for (int n = 0; n < neighbours[i].length; n++) {
            scores[neighbours[i][n]] = similarities[i][n];
        }
    }
}
