package org.gru4j.cli.sessions;

import org.gru4j.data.Batch;
import org.gru4j.data.Dataset;
import org.gru4j.random.CounterRandom;

/**
 * The session-parallel order of Hidasi et al. 2016 (arXiv 1511.06939, section 3.1.1): sessions queue, shuffled anew for
 * each epoch; the first N take the N rows of a batch; with every batch a row goes on by T clicks, each click being an
 * input and the one after it its target; where a session has no next click left, the next of the queue takes over its
 * row, which then starts from a fresh state. Of rows that become free at once the lower takes the earlier session.
 *
 * <p>There T is 1, so that no gradient flows from one click to the one before. Here it is what is asked for, and rows
 * still change hands between two batches alone: a row whose session ends within a batch has a length below T, which is
 * all that it costs in the recurrence.
 *
 * <p>Unlike there, an epoch does not end when fewer than N sessions are left: rows stay idle, of length 0, and every
 * click but a session's first is a target exactly once. A pure function of the sessions, N, T, the seed and the epoch.
 * Batches are filled without allocating anything. Not thread-safe.
 */
final class SessionParallel implements Dataset {
    private static final int IDLE = -1;
    private static final long PLACE = 0x73657373;

    private final ItemSessions sessions;
    private final boolean shuffled;
    private final long seed;
    private final Batch batch;
    private final int[] lengths;
    private final int batches;
    private final int[] queue;
    private final int[] session; // of each row, or IDLE
    private final int[] click; // the next input's number within the row's session
    private int started;
    private int epoch = -1;
    private int taken; // batches of the epoch

    private SessionParallel(ItemSessions sessions, int rows, int steps, boolean shuffled, long seed) {
        this.sessions = sessions;
        this.shuffled = shuffled;
        this.seed = seed;
        batch = Batch.ofIds(steps, rows).withClassPerStep();
        lengths = new int[rows];
        queue = new int[sessions.count()];
        session = new int[rows];
        click = new int[rows];
        batches = shuffled ? maximumBatches() : countBatches();
    }

    /**
     * In another order each epoch, to learn from. An epoch has as many batches as any order can need; the last few may
     * have idle rows alone.
     *
     * @param rows N
     * @param steps T
     */
    static SessionParallel shuffled(ItemSessions sessions, int rows, int steps, long seed) {
        return new SessionParallel(sessions, rows, steps, true, seed);
    }

    /** With the sessions in their own order, for scoring. */
    static SessionParallel inOrder(ItemSessions sessions, int rows, int steps) {
        return new SessionParallel(sessions, rows, steps, false, 0);
    }

    /**
     * While a session waits no row is idle, so that of W batches' rows needed in all, L of them by the longest session,
     * the last is used by (W − L)/N + L (Graham 1966, list scheduling).
     */
    private int maximumBatches() {
        long needed = 0;
        int longest = 0;
        for (int s = 0; s < sessions.count(); s++) {
            int own = (sessions.length(s) - 2) / batch.steps() + 1;
            needed += own;
            longest = Math.max(longest, own);
        }
        return Math.toIntExact((needed - longest) / batch.size() + longest);
    }

    private int countBatches() {
        start(0);
        int count = 0;
        while (isAnyBusy()) {
            advance();
            count++;
        }
        epoch = -1;
        return count;
    }

    private boolean isAnyBusy() {
        for (int s : session) {
            if (s != IDLE) {
                return true;
            }
        }
        return false;
    }

    @Override
    public int batchesPerEpoch() {
        return batches;
    }

    @Override
    public Batch batch(int ofEpoch, int index) {
        if (ofEpoch != epoch || index < taken) {
            start(ofEpoch);
        }
        while (taken < index) {
            advance();
        }
        for (int n = 0; n < batch.size(); n++) {
            fill(n);
        }
        advance();
        return batch.lengths(lengths);
    }

    private void fill(int n) {
        int valid = clicks(n);
        for (int t = 0, at = n; t < batch.steps(); t++, at += batch.size()) {
            batch.ids()[at] = t < valid ? sessions.item(session[n], click[n] + t) : 0;
            batch.targets()[at] = t < valid ? sessions.item(session[n], click[n] + t + 1) : Batch.IGNORE;
        }
        lengths[n] = valid;
        batch.continued(n, click[n] > 0);
    }

    /** How many clicks of row n's session the next batch has as inputs. */
    private int clicks(int n) {
        return session[n] == IDLE ? 0 : Math.min(batch.steps(), sessions.length(session[n]) - 1 - click[n]);
    }

    private void start(int newEpoch) {
        for (int s = 0; s < queue.length; s++) {
            queue[s] = s;
        }
        if (shuffled) {
            shuffle(CounterRandom.key(seed, newEpoch, PLACE));
        }
        epoch = newEpoch;
        taken = 0;
        started = 0;
        for (int n = 0; n < session.length; n++) {
            takeOver(n);
        }
    }

    /** Fisher and Yates's shuffle. */
    private void shuffle(long key) {
        for (int i = queue.length - 1; i > 0; i--) {
            int j = (int) (CounterRandom.uniform(key, i) * (i + 1));
            int swapped = queue[i];
            queue[i] = queue[j];
            queue[j] = swapped;
        }
    }

    private void takeOver(int n) {
        session[n] = started < queue.length ? queue[started++] : IDLE;
        click[n] = 0;
    }

    private void advance() {
        for (int n = 0; n < session.length; n++) {
            click[n] += clicks(n);
            if (session[n] != IDLE && click[n] + 1 == sessions.length(session[n])) {
                takeOver(n);
            }
        }
        taken++;
    }
}
