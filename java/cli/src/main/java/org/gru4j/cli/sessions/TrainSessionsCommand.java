package org.gru4j.cli.sessions;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.gru4j.cli.option.RunOptions;
import org.gru4j.cli.option.Sentences;
import org.gru4j.cli.option.SettingsOptions;
import org.gru4j.tasks.sessions.SessionDefaults;
import org.gru4j.tasks.sessions.SessionKind;
import org.gru4j.tasks.sessions.SessionSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gru4j train sessions}. */
@Command(
        name = "sessions",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = "Train a recommender of the next item in a session, by default for at most "
                + SessionDefaults.EPOCHS + " epochs.")
public final class TrainSessionsCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "Clicks to learn from: a CSV file with columns for session, item and time (default:"
                    + " synthetic clicks, for which the best possible score is known).")
    private @Nullable Path data;

    @Mixin
    private final SettingsOptions<SessionSettings> settings = new SettingsOptions<>(
                    Sentences.SETTINGS, SessionSettings.DEFAULTS)
            .option("--loss", "softmax|sampled-softmax|bpr-max", "Training loss: over all items, or over sampled ones")
            .option("--samples", "S", "Items sampled for the loss, in addition to the batch's own; not for softmax")
            .option("--hidden", "H", "Units in the GRU")
            .option("--embedding", "E", "Size of an item's embedding")
            .option("--batch", "N", "Batch size: sessions that are read in parallel")
            .option("--sequence-length", "T", "Clicks read in each session between two weight updates")
            .option("--dropout", "P", "Dropout probability on the GRU's inputs and outputs")
            .option("--lr", "RATE", Sentences.LEARNING_RATE)
            .option("--seed", "SEED", "Random seed for synthetic clicks, initial weights, dropout and sampled items");

    @Mixin
    private final SettingsOptions<SessionSettings> columns = new SettingsOptions<>(
                    "Columns of --data", SessionSettings.DEFAULTS)
            .option("--session-column", "NAME", "Column with the session", "session, or a similar name")
            .option("--item-column", "NAME", "Column with the item", "item, or a similar name")
            .option("--time-column", "NAME", "Column with the time, a number or ISO 8601", "time, or a similar name");

    @Mixin
    private final SettingsOptions<SessionSettings> generated = new SettingsOptions<>(
                    "Synthetic clicks, without --data", SessionSettings.DEFAULTS)
            .option("--items", "V", "Number of items, a multiple of 25")
            .option("--sessions", "S", "Number of sessions")
            .option("--successors", "C", "Categories of 25 items that may follow two given clicks")
            .option("--skew", "X", "Skew of the next click's probabilities; 0 makes all equally likely");

    @Mixin
    private RunOptions run;

    @Override
    public Integer call() {
        if (data != null) {
            refuse(generated, ": applies to synthetic clicks and can't be combined with --data");
        } else if (!run.isResume()) { // a resumed run finds its data itself
            refuse(columns, ": applies to a log, so it needs --data");
        }
        return run.run(new SessionKind(), data, base -> generated.over(columns.over(settings.over(base))));
    }

    private static void refuse(SettingsOptions<SessionSettings> options, String reason) {
        options.given().stream().findFirst().ifPresent(option -> {
            throw new IllegalArgumentException(option + reason);
        });
    }
}
