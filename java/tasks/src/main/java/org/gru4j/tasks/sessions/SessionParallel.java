package org.gru4j.tasks.sessions;

import org.gru4j.data.Batch;
import org.gru4j.data.Dataset;
import org.gru4j.random.CounterRandom;

/**
 * The session-parallel order of Hidasi et al. 2016 (arXiv 1511.06939, section 3.1.1): sessions queue; the first N take
 * the N rows of a batch; with every batch a row goes on by T clicks, each click being an input and the one after it its
 * target; where a session has no next click left, the next of the queue takes over its row, which then starts from a
 * fresh state. Of rows that become free at once the lower takes the earlier session.
 *
 * <p>There T is 1, so that no gradient flows from one click to the one before. Here it is what is asked for, and rows
 * still change hands between two batches alone: a row whose session ends within a batch has a length below T, which is
 * all that it costs in the recurrence.
 *
 * <p>To learn from, the queue never ends: it is all sessions, shuffled, then all of them shuffled anew, and so on.
 * There, an epoch ends when fewer than N sessions are left; here none is cut short, and an epoch is as many batches
 * as the rows of one pass would fill. For scoring, the queue is the sessions in their own order, and at its end rows stay idle, of
 * length 0: every click but a session's first is a target exactly once.
 *
 * <p>A pure function of the sessions, N, T and the seed. Batches are filled without allocating anything; one that is
 * not the next takes the time to pass over all before it. Not thread-safe.
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
    private final int[] session; // of each row, or IDLE
    private final int[] click; // the next input's number within the row's session
    private int started; // sessions of the queue
    private int pass; // how often the queue was filled
    private long taken = -1; // batches since the first; before it, -1

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
     * To learn from.
     *
     * @param rows N
     * @param steps T
     */
    static SessionParallel endless(ItemSessions sessions, int rows, int steps, long seed) {
        return new SessionParallel(sessions, rows, steps, true, seed);
    }

    /** For scoring, every epoch alike. */
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

    /** How many clicks of row n's session the next batch has as inputs. */
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
