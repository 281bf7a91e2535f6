package org.gru4j.lifetime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * Who is inside an object right now, and whether it was closed: nobody closes an object while another thread is inside.
 *
 * <p>There are two ways to be inside. One thread at a time may {@link #enter}. Any number of threads may {@link #hold};
 * for the thread that has entered that costs nothing. Neither waits for another thread, and neither allocates.
 *
 * <p>Why no call slips in while the object is closed: who comes in writes that it is inside, then reads the state; who
 * closes writes the state, then reads who is inside. So at least one of the two sees the other.
 * Thread-safe.
 */
public final class Occupancy {
    private static final int OPEN = 0;
    /** Somebody looks whether it can be closed. */
    private static final int CLOSING = 1;

    private static final int CLOSED = 2;

    /** The holds of threads that are often inside at once are counted apart, each count in a cache line of its own. */
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
    /** At the place of a thread's count, its number while it {@linkplain #pin pins} the object. */
    private final long[] pinned;
    /** The number of the thread that has entered; 0 for none. A number, since references cost the collector's barriers. */
    private volatile long entered;
    /** The thread that has entered, or the last one that had; written where it changes alone. */
    private @Nullable Thread last;

    private volatile int state = OPEN;

    private Occupancy(Object name, int counts) {
        this.name = name;
        this.holds = new AtomicIntegerArray(counts);
        this.pinned = new long[counts];
    }

    /** @param name what errors call the object; its text is made when there is one */
    public static Occupancy of(Object name) {
        return new Occupancy(name, 1);
    }

    /** For what many threads hold at once. */
    public static Occupancy ofShared(Object name) {
        return new Occupancy(name, STRIPES * STRIDE);
    }

    /**
     * Comes in alone, until {@link #leave}.
     *
     * @throws IllegalStateException if a thread has entered already, or the object is closed
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

    /** Ends what {@link #enter} began. */
    public void leave() {
        ENTERED.setRelease(this, 0L);
    }

    /** Whether the calling thread has entered. */
    public boolean isMine() {
        Thread me = Thread.currentThread();
        return entered == me.getId() && last == me;
    }

    /** Whether another thread has entered, and not died since. */
    public boolean isAnothers() {
        long inside = entered;
        return inside != 0 && !isMine() && !hasDied(inside);
    }

    private boolean hasDied(long inside) {
        Thread thread = last;
        return thread != null && thread.getId() == inside && !thread.isAlive();
    }

    /** The name of the thread that has entered, for errors. */
    public String owner() {
        long inside = entered;
        Thread thread = last;
        return inside != 0 && thread != null && thread.getId() == inside
                ? "thread '" + thread.getName() + "'"
                : "another thread";
    }

    /** Forgets a thread that has died before it left. */
    public void forgetTheDead() {
        long inside = entered;
        if (inside != 0 && hasDied(inside)) {
            ENTERED.compareAndSet(this, inside, 0L);
        }
    }

    /**
     * Keeps the object from being closed, until {@link #release} by the same thread.
     *
     * @return whether there is something to release; not if the thread has entered, or pins it
     * @throws IllegalStateException if it is closed
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
     * {@link #hold} of a thread whose further holds until {@link #unpin} are free. Several threads may share a place:
     * who finds another there holds as it would without, and nobody finds itself who has not pinned.
     */
    public void pin() {
        int count = count();
        hold(count);
        pinned[count] = Thread.currentThread().getId();
    }

    /** Ends what {@link #pin} began. */
    public void unpin() {
        int count = count();
        if (pinned[count] == Thread.currentThread().getId()) {
            pinned[count] = 0;
        }
        holds.getAndDecrement(count);
    }

    /** Ends what {@link #hold} began. */
    public void release() {
        holds.getAndDecrement(count());
    }

    private int count() {
        return pinned.length == 1 ? 0 : ((int) Thread.currentThread().getId() & (STRIPES - 1)) * STRIDE;
    }

    /** Whether a thread other than one that has entered holds it. */
    public boolean isHeld() {
        int sum = 0;
        for (int k = 0; k < pinned.length; k += STRIDE) {
            sum += holds.get(k);
        }
        return sum != 0;
    }

    /** Whether it is closed; waits for the moment that another thread may need to close it. */
    public boolean isClosed() {
        while (state == CLOSING) {
            Thread.onSpinWait();
        }
        return state == CLOSED;
    }

    /** @throws IllegalStateException if it is closed */
    public void requireOpen() {
        if (isClosed()) {
            throw closed();
        }
    }

    private IllegalStateException closed() {
        return new IllegalStateException(name + " is used after it was closed");
    }

    /**
     * From now on nobody comes in.
     *
     * @return whether that is new: false if it was closed before
     * @throws IllegalStateException if a thread is inside; then nothing has changed
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
