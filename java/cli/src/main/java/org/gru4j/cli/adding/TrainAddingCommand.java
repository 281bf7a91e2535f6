package org.gru4j.cli.adding;

import java.util.concurrent.Callable;
import org.gru4j.cli.option.RunOptions;
import org.gru4j.cli.option.Sentences;
import org.gru4j.cli.option.SettingsOptions;
import org.gru4j.tasks.adding.AddingDefaults;
import org.gru4j.tasks.adding.AddingKind;
import org.gru4j.tasks.adding.AddingSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code gru4j train adding}. */
@Command(
        name = "adding",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Train a GRU on the adding problem, a test of long-term memory, by default for " + AddingDefaults.EPOCHS
                    + " epochs.",
            "It reads a sequence of numbers, two of them marked, and outputs the sum of those two at the end. Sequences"
                    + " are generated and never repeat; an epoch has " + AddingDefaults.EPOCH_SEQUENCES + " of them."
        })
public final class TrainAddingCommand implements Callable<Integer> {
    private static final String INIT = "--init";

    @Mixin
    private final SettingsOptions<AddingSettings> settings = new SettingsOptions<>(
                    Sentences.SETTINGS, AddingSettings.DEFAULTS)
            .option("--steps", "T", "Steps in each sequence")
            .option("--hidden", "H", "Units in the GRU")
            .option("--reset-gate", "after|before", Sentences.RESET_GATE)
            .option(
                    INIT,
                    "chrono|uniform",
                    "Initial biases of the update gates: for memories as long as the sequence (chrono), or as random"
                            + " and small as all other weights (uniform)")
            .option("--batch", "N", "Batch size: sequences in each weight update")
            .option("--lr", "RATE", Sentences.LEARNING_RATE)
            .option("--seed", "SEED", "Random seed for initial weights and sequences");

    @Mixin
    private RunOptions run;

    @Override
    public Integer call() {
        if (run.hasFrom() && settings.given().contains(INIT)) {
            throw new IllegalArgumentException(INIT + ": can't be combined with --from, whose model has biases");
        }
        return run.run(new AddingKind(), null, settings::over);
    }
}
