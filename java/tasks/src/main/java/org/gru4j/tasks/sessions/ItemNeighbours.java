package org.gru4j.tasks.sessions;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The item-to-item baseline (item-KNN of Hidasi et al. 2016, section 4): recommends items that were clicked in the same
 * sessions as the last item i. The similarity to item j is the cosine of the two items' vectors of sessions,
 *
 * <pre>    s(i,j) = c(i,j) / √(c(i)·c(j))</pre>
 *
 * where c(i) counts the training sessions with item i, and c(i,j) those with both. Only the {@value #NEIGHBOURS} most
 * similar items are kept; ties are broken by the lower id. All others, and i itself, score 0.
 */
final class ItemNeighbours implements Recommender {
    /** More than the longest list of recommendations that is scored. */
    private static final int NEIGHBOURS = 100;

    private final int[][] neighbours;
    private final float[][] similarities;

    ItemNeighbours(ItemSessions training, int items) {
        int[][] itemsOf = new int[training.count()][]; // the distinct items of each session
        int[] sessions = new int[items]; // the number of sessions with the item
        for (int s = 0; s < itemsOf.length; s++) {
            int session = s;
            itemsOf[s] = IntStream.range(0, training.length(s))
                    .map(k -> training.item(session, k))
                    .distinct()
                    .toArray();
            for (int i : itemsOf[s]) {
                sessions[i]++;
            }
        }
        int[][] sessionsOf = sessionsOf(itemsOf, sessions);
        neighbours = new int[items][];
        similarities = new float[items][];
        int[] common = new int[items];
        for (int i = 0; i < items; i++) {
            int[] met = countCommon(i, sessionsOf[i], itemsOf, common);
            keepNearest(i, met, common, sessions);
            common[i] = 0;
            for (int j : met) {
                common[j] = 0;
            }
        }
    }

    private static int[][] sessionsOf(int[][] itemsOf, int[] sessions) {
        int[][] sessionsOf = Arrays.stream(sessions).mapToObj(int[]::new).toArray(int[][]::new);
        int[] filled = new int[sessions.length];
        for (int s = 0; s < itemsOf.length; s++) {
            for (int i : itemsOf[s]) {
                sessionsOf[i][filled[i]++] = s;
            }
        }
        return sessionsOf;
    }

    /**
     * Adds the number of sessions that contain both items i and j to common[j], including j = i.
     *
     * @return the other items in these sessions, ascending
     */
    private static int[] countCommon(int i, int[] sessions, int[][] itemsOf, int[] common) {
        for (int s : sessions) {
            for (int j : itemsOf[s]) {
                common[j]++;
            }
        }
        return Arrays.stream(sessions)
                .flatMap(s -> Arrays.stream(itemsOf[s]))
                .filter(j -> j != i)
                .distinct()
                .sorted()
                .toArray();
    }

    private void keepNearest(int i, int[] met, int[] common, int[] sessions) {
        neighbours[i] = IntStream.of(met)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer j) -> -similarity(common[j], sessions[i], sessions[j])))
                .limit(NEIGHBOURS)
                .mapToInt(Integer::intValue)
                .toArray();
        similarities[i] = new float[neighbours[i].length];
        for (int n = 0; n < neighbours[i].length; n++) {
            int j = neighbours[i][n];
            similarities[i][n] = (float) similarity(common[j], sessions[i], sessions[j]);
        }
    }

    private static double similarity(int common, int first, int second) {
        return common / Math.sqrt((double) first * second);
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
