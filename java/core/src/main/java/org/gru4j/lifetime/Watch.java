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
 * Watches an object that is to be closed: if it is forgotten instead, which the collector finds out, then what it holds
 * is freed, and the log has a warning.
 *
 * <p>{@code -Dgru4j.leaks=off|sample|always} says of how many objects the place where they were made is recorded: of
 * none, and no warning either; of every {@link #SAMPLE}-th of a kind, from the first on; or of all.
 *
 * <p>There is no thread behind this. Whatever makes a watched object, begins a step or needs memory that is not there
 * looks first for what was forgotten, so that as much as is made is freed. Thread-safe.
 */
public final class Watch extends PhantomReference<Object> {
    /** What is alike in warnings: of one kind there is one for each place, and one if no place is known. */
    public static final class Kind {
        private static final int MAX_PLACES = 32;

        private final String name;
        private final AtomicInteger made = new AtomicInteger();
        private final Set<String> warned = ConcurrentHashMap.newKeySet();

        /** @param name with its article: {@code a predictor} */
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
                        name + " was never closed, and nothing refers to it any more. Its memory"
                                + " has been freed now that the garbage collector has found that out, which may be late: close it,"
                                + " best by try-with-resources. "
                                + (place == null
                                        ? "Where it was made was not recorded; -D" + PROPERTY
                                                + "=always does that for all"
                                        : "It was made by" + place));
            }
        }
    }

    /** The system property that says of how many objects the place is recorded where they were made. */
    public static final String PROPERTY = "gru4j.leaks";
    /** Recording a place takes some microseconds. */
    public static final int SAMPLE = 64;

    private static final System.Logger LOG = System.getLogger(Watch.class.getName());
    private static final int MAX_FRAMES = 16;
    /** Every so many of a kind are recorded; 0 for none, without warnings. */
    private static final int RECORDED = recorded(System.getProperty(PROPERTY));

    private static final ReferenceQueue<Object> FORGOTTEN = new ReferenceQueue<>();
    /** Those that are open, which must not be collected before what they watch. */
    private static final Set<Watch> OPEN = ConcurrentHashMap.newKeySet();

    private static final Watch NONE = new Watch(null, null, null, null);
    /** Whether the calling thread makes parts of something that is watched itself. */
    private static final ThreadLocal<Boolean> MAKING_PARTS = new ThreadLocal<>();

    /** Null for parts, which their whole speaks for. */
    private final @Nullable Kind kind;

    private final @Nullable String place;
    /** Null for none. */
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
                                + "': it is sample now");
                yield SAMPLE;
            }
        };
    }

    /**
     * Watches what is completely made, until {@link #close}.
     *
     * @param kind null for a part, which its whole speaks for
     * @param free frees what the collector does not; must not refer to the owner. Null for nothing
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

    /** The stack from the first frame outside of this package. */
    private static String placeOfCall() {
        String own = Watch.class.getPackageName();
        return StackWalker.getInstance()
                .walk(frames -> frames.dropWhile(f -> f.getClassName().startsWith(own + "."))
                        .limit(MAX_FRAMES)
                        .map(frame -> "\n\tat " + frame)
                        .collect(Collectors.joining()));
    }

    /** Whether the calling thread is {@linkplain #makeParts making parts}. */
    public static boolean isPart() {
        return MAKING_PARTS.get() != null;
    }

    /** Makes what belongs to something that is watched itself: of that alone there is a warning. */
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

    /** Frees, once; to be called when the owner is closed, which is reachable until this has returned. */
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

    /** Frees what the collector has found forgotten since the last time. If there is nothing, it costs one read. */
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
            LOG.log(System.Logger.Level.WARNING, "what was never closed can't be freed", e);
        }
    }
}
