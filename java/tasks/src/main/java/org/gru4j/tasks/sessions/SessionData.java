package org.gru4j.tasks.sessions;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.gru4j.tasks.data.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A log to learn from, read or generated, in three parts by time, with the items that its training part has.
 *
 * @param best what generated the log, and knows how well it can be predicted; null for a log that was read
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
     * Reads or generates.
     *
     * @param file null to generate
     * @throws IllegalArgumentException if there is too little to learn from, or to hold out
     * @throws java.io.UncheckedIOException if the file can't be read
     */
    static SessionData of(SessionSettings settings, @Nullable Path file) {
        return of(settings, file, null);
    }

    /**
     * Reads or generates, for a model that is there already.
     *
     * @param known its items; null for those of the training part. Clicks on others are dropped
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
                ? String.format(Locale.ROOT, "generated sessions, seed %d", settings.seed())
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

    /** @throws IllegalArgumentException if clicks to learn from are on items that the vocabulary does not have */
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

    /** How often each item is clicked in the training part. */
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
