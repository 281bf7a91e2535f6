package org.gru4j.cli.sessions;

import org.gru4j.data.Batch;
import org.gru4j.random.CounterRandom;

/**
 * The session-parallel order of Hidasi et al. 2016 (arXiv 1511.06939, section 3.1.1): sessions queue, shuffled anew for
 * each epoch; the first N take the N rows of a batch; at each step every row goes on by one click, the click of now
 * being the input and the next one the target; where a session has no next click left, the next of the queue takes over
 * its row, which then starts from a fresh state. Of rows that become free at once the lower takes the earlier session.
 *
 * <p>Unlike there, an epoch does not end when fewer than N sessions are left: rows stay idle, and every click but a
 * session's first is a target exactly once. A pure function of the sessions, N, the seed and the epoch.
 */
final class SessionParallel {
    /** In place of a target, where a row is idle. */
    static final int IDLE = Batch.IGNORE;

    private static final long PLACE = 0x73657373;

    private final ItemSessions sessions;
    private final int rows;

    /** @param rows N */
    SessionParallel(ItemSessions sessions, int rows) {
        if (rows <= 0) {
            throw new IllegalArgumentException("batch must be positive, got " + rows);
        }
        this.sessions = sessions;
        this.rows = rows;
    }

    /** The epoch's steps, from the first. */
    Epoch epoch(long seed, int epoch) {
        return new Epoch(shuffled(seed, epoch));
    }

    /** The steps with the sessions in their own order, for scoring. */
    Epoch inOrder() {
        return new Epoch(identity());
    }

    /**
     * No epoch has more steps than this, whatever the order: while a session waits no row is idle, so that with S
     * predictions, the longest session having L, the last one ends by (S − L)/N + L (Graham 1966, list scheduling).
     */
    int maximumSteps() {
        int longest = 0;
        for (int s = 0; s < sessions.count(); s++) {
            longest = Math.max(longest, sessions.length(s) - 1);
        }
        return (sessions.predictions() - longest) / rows + longest;
    }

    private int[] identity() {
        int[] order = new int[sessions.count()];
        for (int s = 0; s < order.length; s++) {
            order[s] = s;
        }
        return order;
    }

    /** Fisher and Yates's shuffle. */
    private int[] shuffled(long seed, int epoch) {
        CounterRandom random = new CounterRandom(seed, epoch, PLACE);
        int[] order = identity();
        for (int i = order.length - 1; i > 0; i--) {
            int j = (int) (random.uniform(i) * (i + 1));
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }

    /** Goes through an epoch step by step; allocates nothing on the way. Not thread-safe. */
    final class Epoch {
        private final int[] queue;
        private final int[] session = new int[rows]; // of each row, or IDLE
        private final int[] click = new int[rows]; // the next input's number within the row's session
        private int started;
        private int steps;

        private Epoch(int[] queue) {
            this.queue = queue;
            for (int n = 0; n < rows; n++) {
                start(n);
            }
        }

        private void start(int n) {
            session[n] = started < queue.length ? queue[started++] : IDLE;
            click[n] = 0;
        }

        /** How many steps were taken. */
        int steps() {
            return steps;
        }

        /** Whether there is another step. */
        boolean hasNext() {
            for (int s : session) {
                if (s != IDLE) {
                    return true;
                }
            }
            return false;
        }

        /**
         * Takes a step.
         *
         * @param inputs receives the items [N]; 0 where a row is idle
         * @param targets receives the items [N] that follow; {@link #IDLE} where a row is idle
         * @param restarts receives [N] whether the row starts with a session, or is idle: its state must be fresh
         * @return how many rows are not idle; 0 after the end
         */
        int next(int[] inputs, int[] targets, boolean[] restarts) {
            int busy = 0;
            for (int n = 0; n < rows; n++) {
                boolean idle = session[n] == IDLE;
                inputs[n] = idle ? 0 : sessions.item(session[n], click[n]);
                targets[n] = idle ? IDLE : sessions.item(session[n], click[n] + 1);
                restarts[n] = click[n] == 0;
                busy += idle ? 0 : 1;
            }
            if (busy > 0) {
                advance();
            }
            return busy;
        }

        /** Takes a number of steps without looking, for a run that goes on in the middle; fewer at the end. */
        void skip(int count) {
            for (int k = 0; k < count && hasNext(); k++) {
                advance();
            }
        }

        private void advance() {
            for (int n = 0; n < rows; n++) {
                if (session[n] != IDLE && ++click[n] + 1 == sessions.length(session[n])) {
                    start(n);
                }
            }
            steps++;
        }
    }
}
