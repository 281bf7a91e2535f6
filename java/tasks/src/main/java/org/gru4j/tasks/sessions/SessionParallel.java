package org.gru4j.tasks.sessions;

import org.gru4j.data.Batch;
import org.gru4j.data.Dataset;
import org.gru4j.random.CounterRandom;

/**
 * The session-parallel order of Hidasi et al. 2016 (arXiv 1511.06939, section 3.1.1): sessions wait in a queue, and the
 * first N of them take the N rows of a batch. Every batch advances each row by T clicks; each click is an input, and
 * the click after it is the target. When a session has no next click, the next session in the queue takes over its row,
 * which then starts with a fresh state. If several rows become free at once, the lower row takes the earlier session.
 *
 * <p>In the paper T is 1, so that no gradient flows from one click to the previous one. Here T can be chosen. Rows
 * still change sessions only between batches: a row whose session ends within a batch has a length below T, and the
 * recurrence skips the rest.
 *
 * <p>For training, the queue never ends: it contains all sessions in random order, then all of them in a new random
 * order, and so on. In the paper an epoch ends when fewer than N sessions are left. Here no session is cut short, and
 * an epoch is as many batches as the rows of one pass would fill. For scoring, the queue contains the sessions in their
 * own order. At its end rows are idle, with length 0. So every click except a session's first is a target exactly once.
 *
 * <p>The batches depend only on the sessions, N, T and the seed. Filling a batch allocates nothing. Random access is
 * slow because all previous batches must be skipped. Not thread-safe.
 */
final class SessionParallel implements Dataset {
    private static final int IDLE = -1;
    private static final long PLACE = 0x73657373;

    private final ItemSessions sessions;
    private final boolean endless;
    private final long seed;
    private final Batch batch;
    private final int[] lengths;
    private final int batches;
    private final int[] queue;
    private final int[] session; // the session of each row, or IDLE
    private final int[] click; // the next input's number within the row's session
    private int started; // sessions taken from the queue
    private int pass; // how often the queue was filled
    private long taken = -1; // index of the current batch; -1 before the first

    private SessionParallel(ItemSessions sessions, int rows, int steps, boolean endless, long seed) {
        this.sessions = sessions;
        this.endless = endless;
        this.seed = seed;
        batch = Batch.ofIds(steps, rows).withClassPerStep();
        lengths = new int[rows];
        queue = new int[sessions.count()];
        session = new int[rows];
        click = new int[rows];
        batches = endless ? fullBatches() : countBatches();
    }

    /**
     * Returns an endless dataset for training.
     *
     * @param rows N
     * @param steps T
     */
    static SessionParallel endless(ItemSessions sessions, int rows, int steps, long seed) {
        return new SessionParallel(sessions, rows, steps, true, seed);
    }

    /** Returns a dataset for scoring, the same in every epoch. */
    static SessionParallel inOrder(ItemSessions sessions, int rows, int steps) {
        return new SessionParallel(sessions, rows, steps, false, 0);
    }

    private int fullBatches() {
        long rows = 0;
        for (int s = 0; s < sessions.count(); s++) {
            rows += (sessions.length(s) - 2) / batch.steps() + 1;
        }
        return Math.toIntExact((rows + batch.size() - 1) / batch.size());
    }

    private int countBatches() {
        start();
        while (isAnyBusy()) {
            advance();
        }
        return Math.toIntExact(taken);
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
    public Batch batch(int epoch, int index) {
        long wanted = endless ? (long) epoch * batches + index : index;
        if (taken < 0 || wanted < taken) {
            start();
        }
        while (taken < wanted) {
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

    /** Returns how many clicks of row n's session are inputs of the next batch. */
    private int clicks(int n) {
        return session[n] == IDLE ? 0 : Math.min(batch.steps(), sessions.length(session[n]) - 1 - click[n]);
    }

    private void start() {
        pass = 0;
        taken = 0;
        fillQueue();
        for (int n = 0; n < session.length; n++) {
            takeOver(n);
        }
    }

    private void fillQueue() {
        for (int s = 0; s < queue.length; s++) {
            queue[s] = s;
        }
        if (endless) {
            shuffle(CounterRandom.key(seed, pass, PLACE));
        }
        pass++;
        started = 0;
    }

    /** Shuffles by the algorithm of Fisher and Yates. */
    private void shuffle(long key) {
        for (int i = queue.length - 1; i > 0; i--) {
            int j = (int) (CounterRandom.uniform(key, i) * (i + 1));
            int swapped = queue[i];
            queue[i] = queue[j];
            queue[j] = swapped;
        }
    }

    private void takeOver(int n) {
        if (endless && started == queue.length) {
            fillQueue();
        }
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
