package org.gru4j.lifetime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Who is inside an object right now, and whether it was closed: nobody closes an object while another thread is inside.
 *
 * <p>There are two ways to be inside. One thread at a time may {@link #enter}. Any number of threads may {@link #hold};
 * for the thread that has entered that costs nothing. Neither waits for another thread, and neither allocates.
 *
 * <p>Why no call slips in while the object is closed: who comes in writes that it is inside, then reads the state; who
 * closes writes the state, then reads who is inside. So at least one of the two sees the other.
 */
public final class Occupancy {
    private static final int OPEN = 0;
    /** Somebody looks whether it can be closed. */
    private static final int CLOSING = 1;
    private static final int CLOSED = 2;

    /** The holds of threads that are often inside at once are counted apart, each count in a cache line of its own. */
    private static final int STRIPES = 16;
    private static final int STRIDE = 16;

    private static final VarHandle OWNER;
    private static final VarHandle STATE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            OWNER = lookup.findVarHandle(Occupancy.class, "owner", Thread.class);
            STATE = lookup.findVarHandle(Occupancy.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Object name;
    private final AtomicIntegerArray holds;
    private volatile Thread owner;
    private volatile int state = OPEN;

    private Occupancy(Object name, int counts) {
        this.name = name;
        this.holds = new AtomicIntegerArray(counts);
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
        if (!OWNER.compareAndSet(this, (Thread) null, Thread.currentThread())) {
            requireOpen();
            throw new IllegalStateException(name + " is used by two threads at once");
        }
        if (isClosed()) {
            leave();
            throw closed();
        }
    }

    /** Ends what {@link #enter} began. */
    public void leave() {
        OWNER.setRelease(this, (Thread) null);
    }

    /** Whether the calling thread has entered. */
    public boolean isMine() {
        return owner == Thread.currentThread();
    }

    /** The thread that has entered; null if none has. One that has died in between is none. */
    public Thread owner() {
        Thread inside = owner;
        return inside == null || inside.isAlive() ? inside : null;
    }

    /** Forgets a thread that has died before it left. */
    public void forgetTheDead() {
        Thread inside = owner;
        if (inside != null && !inside.isAlive()) {
            OWNER.compareAndSet(this, inside, (Thread) null);
        }
    }

    /**
     * Keeps the object from being closed, until {@link #release} by the same thread.
     *
     * @throws IllegalStateException if it is closed
     */
    public void hold() {
        if (isMine()) {
            return;
        }
        int count = count();
        holds.getAndIncrement(count);
        if (state != OPEN && isClosed()) {
            holds.getAndDecrement(count);
            throw closed();
        }
    }

    /** Ends what {@link #hold} began. */
    public void release() {
        if (!isMine()) {
            holds.getAndDecrement(count());
        }
    }

    private int count() {
        return holds.length() == 1 ? 0
                : (System.identityHashCode(Thread.currentThread()) & (STRIPES - 1)) * STRIDE;
    }

    /** Whether a thread other than one that has entered holds it. */
    public boolean isHeld() {
        int sum = 0;
        for (int k = 0; k < holds.length(); k += STRIDE) {
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
        Thread inside = owner();
        if (inside != null || isHeld()) {
            state = OPEN;
            throw new IllegalStateException(name + " can't be closed while "
                    + (inside == null ? "another thread" : "thread '" + inside.getName() + "'")
                    + " is inside a call: close it when that has returned");
        }
        state = CLOSED;
        return true;
    }
}
