package org.gru4j.lifetime;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Watches an object that must be closed. If it is forgotten instead, the watch frees its memory and logs a warning
 * after the garbage collector has found it.
 *
 * <p>{@code -Dgru4j.leaks=off|sample|always} sets for how many objects the place of creation is recorded: for none, and
 * without warnings; for one in {@link #SAMPLE} of each kind, beginning with the first; or for all.
 *
 * <p>There is no thread behind this. Forgotten objects are freed whenever a watched object is created, a step begins,
 * or memory runs short. So they are freed at least as fast as new objects are created. Thread-safe.
 */
public final class Watch extends PhantomReference<Object> {
    /** A kind of objects. For each kind there is one warning for each recorded place, and one if no place is known. */
    public static final class Kind {
        private static final int MAX_PLACES = 32;

        private final String name;
        private final AtomicInteger made = new AtomicInteger();
        private final Set<String> warned = ConcurrentHashMap.newKeySet();

        /** @param name name of the kind with its article: {@code a predictor} */
        public Kind(String name) {
            this.name = name;
        }

        private boolean isRecorded() {
            return RECORDED == 1 || RECORDED > 1 && made.getAndIncrement() % RECORDED == 0;
        }

        private void warn(@Nullable String place) {
            if (place == null ? warned.isEmpty() : warned.size() < MAX_PLACES && !warned.contains(place)) {
                warned.add(place == null ? "" : place);
                LOG.log(
                        System.Logger.Level.WARNING,
                        name + " was never closed. Its memory was freed only now that the garbage collector has found"
                                + " it, which may be late: close it, preferably with try-with-resources. "
                                + (place == null
                                        ? "The place where it was created was not recorded; -D" + PROPERTY
                                                + "=always records it for all objects"
                                        : "It was created by" + place));
            }
        }
    }

    /** System property that sets for how many objects the place of creation is recorded. */
    public static final String PROPERTY = "gru4j.leaks";
    /** One in this many objects is recorded by default: recording a place takes some microseconds. */
    public static final int SAMPLE = 64;

    private static final System.Logger LOG = System.getLogger(Watch.class.getName());
    private static final int MAX_FRAMES = 16;
    /** One in this many objects of a kind is recorded; 0 for none, without warnings. */
    private static final int RECORDED = recorded(System.getProperty(PROPERTY));

    private static final ReferenceQueue<Object> FORGOTTEN = new ReferenceQueue<>();
    /** The watches of open objects. They must stay reachable until their objects are collected. */
    private static final Set<Watch> OPEN = ConcurrentHashMap.newKeySet();

    private static final Watch NONE = new Watch(null, null, null, null);
    /** Set while the calling thread creates parts of an object that is watched itself. */
    private static final ThreadLocal<Boolean> MAKING_PARTS = new ThreadLocal<>();

    /** Null for a part: the whole is watched, and warned about, instead. */
    private final @Nullable Kind kind;

    private final @Nullable String place;
    /** Null if there is nothing to free. */
    private final @Nullable Runnable free;

    private final AtomicBoolean open = new AtomicBoolean(true);

    private Watch(@Nullable Object owner, @Nullable Kind kind, @Nullable String place, @Nullable Runnable free) {
        super(owner, FORGOTTEN);
        this.kind = kind;
        this.place = place;
        this.free = free;
    }

    private static int recorded(String property) {
        return switch (property == null ? "sample" : property.trim()) {
            case "off" -> 0;
            case "always" -> 1;
            case "sample" -> SAMPLE;
            default -> {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "-D" + PROPERTY + ": expected off, sample or always but got '" + property
                                + "'; sample is used");
                yield SAMPLE;
            }
        };
    }

    /**
     * Watches an object from its complete construction until {@link #close}.
     *
     * @param kind null for a part of an object that is watched itself
     * @param free frees what the garbage collector does not; must not refer to the owner. Null for nothing
     */
    public static Watch of(Object owner, @Nullable Kind kind, @Nullable Runnable free) {
        freeForgotten();
        Kind whole = kind != null && RECORDED > 0 && !isPart() ? kind : null;
        if (whole == null && free == null) {
            return NONE;
        }
        Watch watch = new Watch(owner, whole, whole != null && whole.isRecorded() ? placeOfCall() : null, free);
        OPEN.add(watch);
        Reference.reachabilityFence(owner);
        return watch;
    }

    /** Returns the stack of the caller, from the first frame outside of this package. */
    private static String placeOfCall() {
        String own = Watch.class.getPackageName();
        return StackWalker.getInstance()
                .walk(frames -> frames.dropWhile(f -> f.getClassName().startsWith(own + "."))
                        .limit(MAX_FRAMES)
                        .map(frame -> "\n\tat " + frame)
                        .collect(Collectors.joining()));
    }

    /** Returns whether the calling thread is {@linkplain #makeParts creating parts}. */
    public static boolean isPart() {
        return MAKING_PARTS.get() != null;
    }

    /** Creates parts of an object that is watched itself, so that warnings are only about the whole. */
    public static <T> T makeParts(Supplier<T> maker) {
        if (isPart()) {
            return maker.get();
        }
        MAKING_PARTS.set(true);
        try {
            return maker.get();
        } finally {
            MAKING_PARTS.remove();
        }
    }

    /** Frees the memory, once. Call this when the owner is closed; the owner must be reachable until it returns. */
    public void close() {
        if (end()) {
            free();
        }
    }

    private boolean end() {
        if (this == NONE || !open.compareAndSet(true, false)) {
            return false;
        }
        clear();
        OPEN.remove(this);
        return true;
    }

    private void free() {
        if (free != null) {
            free.run();
        }
    }

    /** Frees what the garbage collector has found since the last call. If there is nothing, this costs one read. */
    public static void freeForgotten() {
        Reference<?> next = FORGOTTEN.poll();
        if (next == null) {
            return;
        }
        List<Watch> found = new ArrayList<>();
        for (; next != null; next = FORGOTTEN.poll()) {
            Watch watch = (Watch) next;
            if (watch.end()) {
                found.add(watch);
                watch.freeForgottenOwner();
            }
        }
        found.stream()
                .filter(watch -> watch.kind != null && watch.place != null)
                .forEach(watch -> watch.kind.warn(watch.place));
        found.stream()
                .filter(watch -> watch.kind != null && watch.place == null)
                .forEach(watch -> watch.kind.warn(null));
    }

    private void freeForgottenOwner() {
        try {
            free();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "an object that was never closed can't be freed", e);
        }
    }
}
