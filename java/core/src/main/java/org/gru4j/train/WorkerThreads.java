package org.gru4j.train;

import org.jspecify.annotations.Nullable;

/**
 * The calling thread and additional threads, all of which run each task. Starting a task and waiting for its end
 * allocates nothing. Closing ends the threads.
 */
final class WorkerThreads implements AutoCloseable {
    /** A task; each member runs it. */
    @FunctionalInterface
    interface Task {
        /** @param member the thread's index: 0, the calling thread, to {@code size} − 1 */
        void run(int member);
    }

    /** Placeholder between tasks; never run. */
    private static final Task NONE = member -> {};

    private final Thread[] threads;
    private Task task = NONE;
    private long round;
    private int working;
    /** Null unless a member has failed. */
    private @Nullable Throwable failure;

    private boolean open = true;

    WorkerThreads(int size) {
        threads = new Thread[size - 1];
        for (int k = 0; k < threads.length; k++) {
            int member = k + 1;
            threads[k] = new Thread(() -> work(member), "gru4j-replica-" + member);
            threads[k].setDaemon(true);
            threads[k].start();
        }
    }

    /** Runs the task in all members and waits for them. Throws the exception of a member that failed. */
    void run(Task next) {
        synchronized (this) {
            task = next;
            failure = null;
            working = threads.length;
            round++;
            notifyAll();
        }
        attempt(next, 0);
        boolean interrupted = false;
        Throwable thrown;
        synchronized (this) {
            while (working > 0) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true; // continue waiting: other members are still working
                }
            }
            thrown = failure;
            task = NONE;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown != null) {
            throw (RuntimeException) thrown;
        }
    }

    private void attempt(Task current, int member) {
        try {
            current.run(member);
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                if (failure == null) {
                    failure = e;
                } else if (failure != e) {
                    failure.addSuppressed(e);
                }
            }
        }
    }

    private void work(int member) {
        long seen = 0;
        while (true) {
            Task current;
            synchronized (this) {
                while (open && round == seen) {
                    try {
                        wait();
                    } catch (InterruptedException e) {
                        return; // only a JVM that ends interrupts these threads
                    }
                }
                if (!open) {
                    return;
                }
                seen = round;
                current = task;
            }
            attempt(current, member);
            synchronized (this) {
                working--;
                notifyAll();
            }
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            open = false;
            notifyAll();
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
