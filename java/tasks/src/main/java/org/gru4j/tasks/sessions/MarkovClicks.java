package org.gru4j.tasks.sessions;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.gru4j.argument.Arguments;
import org.gru4j.file.AtomicFile;
import org.gru4j.random.CounterRandom;

/**
 * Synthetic clicks of a known second-order Markov chain, so that the best possible score is known.
 *
 * <p>Items belong to categories of {@value #CATEGORY_SIZE}, each arranged in a ring. After clicks on an item of
 * category x and then on item j of category y, the next click is in the r-th successor category of (x, y), on the item
 * p places after the point of the ring that j prefers. Here p and r are independent of each other and of all earlier
 * clicks, with P(r) ∝ r^−skew and P(p) ∝ (p+1)^−skew. Each category y has two disjoint lists of successors, which do
 * not contain y. The list is chosen by whether x, the previous category, is even or odd; at a session's second click,
 * by y itself. Therefore:
 *
 * <ul>
 * <li>a model that knows only the last click can't distinguish the two lists;
 * <li>a model that counts co-occurrence in sessions confuses predecessors of an item with its successors;
 * <li>the next item always has the same set of probabilities, only for different items, so that the best possible
 *     Recall@K is the sum of the K largest.
 * </ul>
 *
 * <p>All items are equally likely as the first of a session. A session ends after each click except the first with
 * probability 1/{@value #MEAN_PREDICTIONS}, and after {@value #LONGEST} clicks at the latest. One session starts every
 * minute. Everything depends only on the parameters.
 */
final class MarkovClicks {
    private static final int CATEGORY_SIZE = 25;
    private static final int PREFERENCES = 5; // number of points in a ring that items can prefer
    private static final int MEAN_PREDICTIONS = 8;
    private static final int LONGEST = 50;
    private static final long FIRST_START = 1_700_000_000L; // seconds since 1970
    private static final long CATALOGUE_PLACE = 0x636174;
    private static final long CLICKS_PLACE = 0x636c69;

    private final int sessions;
    private final int successors;
    private final long seed;
    private final int[][] successorsOf; // both lists of a category, concatenated
    private final int[] preferred; // of each item
    private final double[] ofSuccessor; // P(r ≤ index), where r starts at 0
    private final double[] ofPlace; // P(p ≤ index)

    /**
     * @param items the number of items, a multiple of {@value #CATEGORY_SIZE}
     * @param sessions the number of sessions
     * @param successors the number of categories that may follow two clicks
     * @param skew the skew of the probabilities; 0 makes all equally likely
     */
    MarkovClicks(int items, int sessions, int successors, double skew, long seed) {
        int categories = items / CATEGORY_SIZE;
        if (items <= 0 || items % CATEGORY_SIZE != 0) {
            throw new IllegalArgumentException("items: expected a multiple of " + CATEGORY_SIZE + " but got " + items);
        }
        if (successors <= 0 || 2L * successors >= categories) {
            throw new IllegalArgumentException("successors: expected 1 to " + (categories - 1) / 2
                    + " (half of the other categories, " + CATEGORY_SIZE + " items each) but got " + successors);
        }
        Arguments.requirePositive("sessions", sessions);
        if (!(skew >= 0 && skew <= 10)) {
            throw new IllegalArgumentException("skew: expected 0 to 10 but got " + skew);
        }
        this.sessions = sessions;
        this.successors = successors;
        this.seed = seed;
        ofSuccessor = cumulative(successors, skew);
        ofPlace = cumulative(CATEGORY_SIZE, skew);
        successorsOf = new int[categories][];
        preferred = new int[items];
        drawCatalogue();
    }

    private void drawCatalogue() {
        int categories = successorsOf.length;
        for (int y = 0; y < categories; y++) {
            CounterRandom random = new CounterRandom(seed, y, CATALOGUE_PLACE);
            successorsOf[y] = drawOthers(y, categories, random);
        }
        CounterRandom random = new CounterRandom(seed, categories, CATALOGUE_PLACE);
        for (int j = 0; j < preferred.length; j++) {
            preferred[j] = ((int) (random.uniform(j) * PREFERENCES)) * (CATEGORY_SIZE / PREFERENCES);
        }
    }

    /** Draws 2·successors different categories other than y. */
    private int[] drawOthers(int y, int categories, CounterRandom random) {
        int[] others = new int[categories - 1];
        for (int k = 0; k < others.length; k++) {
            others[k] = k < y ? k : k + 1;
        }
        for (int k = 0; k < 2 * successors; k++) {
            int other = k + (int) (random.uniform(k) * (others.length - k));
            int drawn = others[other];
            others[other] = others[k];
            others[k] = drawn;
        }
        return Arrays.copyOf(others, 2 * successors);
    }

    private static double[] cumulative(int count, double skew) {
        double[] sums = new double[count];
        double sum = 0;
        for (int k = 0; k < count; k++) {
            sum += Math.pow(k + 1, -skew);
            sums[k] = sum;
        }
        for (int k = 0; k < count; k++) {
            sums[k] /= sum;
        }
        return sums;
    }

    private int item(int before, int current, int r, int p) {
        int y = current / CATEGORY_SIZE;
        int list = before / CATEGORY_SIZE % 2 * successors;
        return successorsOf[y][list + r] * CATEGORY_SIZE + (preferred[current] + p) % CATEGORY_SIZE;
    }

    /**
     * Returns the probability of each item after two clicks.
     *
     * @param before the last click but one, or {@code current} if there was none
     * @param current the last click
     */
    double[] next(int before, int current) {
        double[] probabilities = new double[preferred.length];
        for (int r = 0; r < successors; r++) {
            for (int p = 0; p < CATEGORY_SIZE; p++) {
                probabilities[item(before, current, r, p)] = probability(ofSuccessor, r) * probability(ofPlace, p);
            }
        }
        return probabilities;
    }

    private static double probability(double[] cumulative, int k) {
        return cumulative[k] - (k == 0 ? 0 : cumulative[k - 1]);
    }

    /**
     * Returns the best expected Recall@K of any model: the sum of the K largest probabilities, which is the same at
     * every click.
     */
    double bestPossibleRecall(int k) {
        double[] sorted = next(0, 0);
        Arrays.sort(sorted);
        return Arrays.stream(sorted).skip(Math.max(0, sorted.length - k)).sum();
    }

    /** Generates the sessions. */
    ClickLog log() {
        List<ClickSession> drawn = new ArrayList<>(sessions);
        for (int s = 0; s < sessions; s++) {
            int[] items = items(s);
            drawn.add(new ClickSession(
                    "s" + s, Arrays.stream(items).mapToObj(MarkovClicks::name).toList(), time(s, items.length - 1)));
        }
        return new ClickLog("synthetic clicks", drawn, 0, 0);
    }

    /**
     * Writes the sessions as a file that {@link ClickLogReader} can read.
     *
     * @throws org.gru4j.file.WriteFailedException if the file can't be written
     */
    void write(Path file) {
        AtomicFile.writeStream(file, out -> {
            out.write("session,item,time\r\n".getBytes(StandardCharsets.UTF_8));
            for (int s = 0; s < sessions; s++) {
                int[] items = items(s);
                for (int k = 0; k < items.length; k++) {
                    String row = "s" + s + "," + name(items[k]) + "," + time(s, k) + "\r\n";
                    out.write(row.getBytes(StandardCharsets.UTF_8));
                }
            }
        });
    }

    private int[] items(int s) {
        CounterRandom random = new CounterRandom(seed, s, CLICKS_PLACE);
        int[] items = new int[LONGEST];
        items[0] = (int) (random.uniform(0) * preferred.length);
        int length = 1;
        boolean ended = false;
        while (!ended && length < LONGEST) {
            int before = items[Math.max(0, length - 2)];
            int r = draw(ofSuccessor, random.uniform(3L * length));
            int p = draw(ofPlace, random.uniform(3L * length + 1));
            items[length] = item(before, items[length - 1], r, p);
            ended = random.uniform(3L * length + 2) < 1.0 / MEAN_PREDICTIONS;
            length++;
        }
        return Arrays.copyOf(items, length);
    }

    private static int draw(double[] cumulative, double uniform) {
        int k = 0;
        while (uniform >= cumulative[k]) {
            k++;
        }
        return k;
    }

    private static String name(int item) {
        return String.format(Locale.ROOT, "item%05d", item);
    }

    private static long time(int s, int k) {
        return FIRST_START + 60L * s + 7L * k;
    }
}
