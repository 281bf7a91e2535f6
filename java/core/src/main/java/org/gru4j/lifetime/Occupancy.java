package org.gru4j.lifetime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * Records which threads are inside an object, and whether it was closed. No thread can close it while another is
 * inside.
 *
 * <p>There are two ways to be inside. One thread at a time may {@link #enter}. Any number of threads may {@link #hold},
 * which costs nothing for the thread that has entered. Neither waits for other threads, and neither allocates.
 *
 * <p>A call can't start while the object is being closed: a thread that comes in first records that it is inside and
 * then reads the state. A thread that closes first writes the state and then reads who is inside. So at least one of
 * the two sees the other. Thread-safe.
 */
public final class Occupancy {
    private static final int OPEN = 0;
    /** A thread is checking whether the object can be closed. */
    private static final int CLOSING = 1;

    private static final int CLOSED = 2;

    /** Number of counts for objects that many threads hold at once. Each count has a cache line of its own. */
    private static final int STRIPES = 16;

    private static final int STRIDE = 16;

    private static final VarHandle ENTERED;
    private static final VarHandle STATE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            ENTERED = lookup.findVarHandle(Occupancy.class, "entered", long.class);
            STATE = lookup.findVarHandle(Occupancy.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Object name;
    private final AtomicIntegerArray holds;
    /** For each count, the id of the thread that {@linkplain #pin pins} the object; 0 for none. */
    private final long[] pinned;
    /**
     * Id of the thread that has entered; 0 for none. An id, because references need the garbage collector's barriers.
     */
    private volatile long entered;
    /** The thread that has entered, or else the last one that had. Written only when it changes. */
    private @Nullable Thread last;

    private volatile int state = OPEN;

    private Occupancy(Object name, int counts) {
        this.name = name;
        this.holds = new AtomicIntegerArray(counts);
        this.pinned = new long[counts];
    }

    /**
     * Creates the state of an object that is used by one thread at a time.
     *
     * @param name name of the object in error messages; its text is computed only for an error
     */
    public static Occupancy of(Object name) {
        return new Occupancy(name, 1);
    }

    /** Creates the state of an object that many threads hold at once. */
    public static Occupancy ofShared(Object name) {
        return new Occupancy(name, STRIPES * STRIDE);
    }

    /**
     * Enters the object alone, until {@link #leave}.
     *
     * @throws IllegalStateException if a thread has already entered, or the object is closed
     */
    public void enter() {
        Thread me = Thread.currentThread();
        if (!ENTERED.compareAndSet(this, 0L, me.getId())) {
            requireOpen();
            throw new IllegalStateException(name + " is used by two threads at once");
        }
        if (last != me) {
            last = me;
        }
        if (isClosed()) {
            leave();
            throw closed();
        }
    }

    /** Ends an {@link #enter}. */
    public void leave() {
        ENTERED.setRelease(this, 0L);
    }

    /** Returns whether the calling thread has entered. */
    public boolean isMine() {
        Thread me = Thread.currentThread();
        return entered == me.getId() && last == me;
    }

    /** Returns whether another thread has entered and is still alive. */
    public boolean isAnothers() {
        long inside = entered;
        return inside != 0 && !isMine() && !hasDied(inside);
    }

    private boolean hasDied(long inside) {
        Thread thread = last;
        return thread != null && thread.getId() == inside && !thread.isAlive();
    }

    /** Name of the thread that has entered, for error messages. */
    public String owner() {
        long inside = entered;
        Thread thread = last;
        return inside != 0 && thread != null && thread.getId() == inside
                ? "thread '" + thread.getName() + "'"
                : "another thread";
    }

    /** Ends the {@link #enter} of a thread that died before it left. */
    public void forgetTheDead() {
        long inside = entered;
        if (inside != 0 && hasDied(inside)) {
            ENTERED.compareAndSet(this, inside, 0L);
        }
    }

    /**
     * Keeps the object from being closed, until {@link #release} by the same thread.
     *
     * @return whether there is something to release. There is not if the thread has entered or pins the object
     * @throws IllegalStateException if the object is closed
     */
    public boolean hold() {
        if (isMine()) {
            return false;
        }
        int count = count();
        if (pinned[count] == Thread.currentThread().getId()) {
            return false;
        }
        hold(count);
        return true;
    }

    private void hold(int count) {
        holds.getAndIncrement(count);
        if (state != OPEN && isClosed()) {
            holds.getAndDecrement(count);
            throw closed();
        }
    }

    /**
     * Holds the object, and makes further holds of this thread free until {@link #unpin}. Several threads may share a
     * count. If another thread pins through the same count, the calling thread's holds work as usual, but are not free.
     * A thread that has not pinned never finds its own id there.
     */
    public void pin() {
        int count = count();
        hold(count);
        pinned[count] = Thread.currentThread().getId();
    }

    /** Ends a {@link #pin}. */
    public void unpin() {
        int count = count();
        if (pinned[count] == Thread.currentThread().getId()) {
            pinned[count] = 0;
        }
        holds.getAndDecrement(count);
    }

    /** Ends a {@link #hold}. */
    public void release() {
        holds.getAndDecrement(count());
    }

    private int count() {
        return pinned.length == 1 ? 0 : ((int) Thread.currentThread().getId() & (STRIPES - 1)) * STRIDE;
    }

    /** Returns whether a thread that has not entered holds the object. */
    public boolean isHeld() {
        int sum = 0;
        for (int k = 0; k < pinned.length; k += STRIDE) {
            sum += holds.get(k);
        }
        return sum != 0;
    }

    /** Returns whether the object is closed. Waits for the moment that another thread may need to close it. */
    public boolean isClosed() {
        while (state == CLOSING) {
            Thread.onSpinWait();
        }
        return state == CLOSED;
    }

    /**
     * Checks that the object is open.
     *
     * @throws IllegalStateException if it is closed
     */
    public void requireOpen() {
        if (isClosed()) {
            throw closed();
        }
    }

    private IllegalStateException closed() {
        return new IllegalStateException(name + " is used after it was closed");
    }

    /**
     * Closes the object: afterwards no thread can come in.
     *
     * @return true if this call closed it; false if it was closed before
     * @throws IllegalStateException if a thread is inside; nothing changes in this case
     */
    public boolean close() {
        while (!STATE.compareAndSet(this, OPEN, CLOSING)) {
            if (isClosed()) {
                return false;
            }
        }
        long inside = entered;
        boolean occupied = inside != 0 && !hasDied(inside);
        if (occupied || isHeld()) {
            String who = occupied ? owner() : "another thread";
            state = OPEN;
            throw new IllegalStateException(
                    name + " can't be closed while " + who + " is inside a call: close it when that has returned");
        }
        state = CLOSED;
        return true;
    }
}
