package org.gru4j.tasks.sessions;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.gru4j.tasks.data.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A log to learn from, read or synthetic, split by time into three parts, with the items of its training part.
 *
 * @param best the generator of a synthetic log, which knows the best possible recall; null for a log that was read
 */
record SessionData(
        ClickLog log,
        DataSource source,
        ItemVocabulary items,
        KnownClicks training,
        KnownClicks validation,
        KnownClicks test,
        @Nullable MarkovClicks best) {
    /**
     * Reads or generates a log.
     *
     * @param file null to generate a log
     * @throws IllegalArgumentException if the log is too small to learn from, or to hold out parts
     * @throws java.io.UncheckedIOException if the file can't be read
     */
    static SessionData of(SessionSettings settings, @Nullable Path file) {
        return of(settings, file, null);
    }

    /**
     * Reads or generates a log for an existing model.
     *
     * @param known the model's items; null for those of the training part. Clicks on other items are dropped
     */
    static SessionData of(SessionSettings settings, @Nullable Path file, @Nullable ItemVocabulary known) {
        MarkovClicks generator = null;
        ClickLog log;
        if (file == null) {
            generator = settings.generator();
            log = generator.log();
        } else {
            log = ClickLogReader.read(file, settings.columns());
        }
        ClickSplit split = ClickSplit.of(log, SessionDefaults.HELD_OUT);
        ItemVocabulary items = known == null ? ItemVocabulary.of(split.training()) : known;
        if (items.size() < 2) {
            throw new IllegalArgumentException(
                    log.source() + ": expected at least 2 items to train on but got only '" + items.name(0) + "'");
        }
        String description = file == null
                ? String.format(Locale.ROOT, "synthetic sessions, seed %d", settings.seed())
                : file.toString();
        return new SessionData(
                log,
                new DataSource(DataSource.location(file), checksum(log), description),
                items,
                KnownClicks.of(log.source() + ": training part", split.training(), items),
                KnownClicks.of(log.source() + ": validation part", split.validation(), items),
                KnownClicks.of(log.source() + ": test part", split.test(), items),
                generator);
    }

    /**
     * Checks that the training part has no unknown items.
     *
     * @throws IllegalArgumentException if it has
     */
    void requireKnownItems() {
        if (training.droppedClicks() > 0) {
            throw new IllegalArgumentException(log.source() + ": expected clicks to learn from on the " + items.size()
                    + " items that the model knows but " + training.droppedClicks() + " are on others");
        }
    }

    private static String checksum(ClickLog log) {
        CRC32C crc = new CRC32C();
        for (ClickSession session : log.sessions()) {
            String text = session.id() + "\0" + String.join("\0", session.items()) + "\0" + session.end() + "\n";
            crc.update(text.getBytes(StandardCharsets.UTF_8));
        }
        return Long.toHexString(crc.getValue());
    }

    /** Returns the number of clicks on each item in the training part. */
    long[] clicks() {
        long[] clicks = new long[items.size()];
        ItemSessions sessions = training.sessions();
        for (int s = 0; s < sessions.count(); s++) {
            for (int k = 0; k < sessions.length(s); k++) {
                clicks[sessions.item(s, k)]++;
            }
        }
        return clicks;
    }
}
