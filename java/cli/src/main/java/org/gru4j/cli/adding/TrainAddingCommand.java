package org.gru4j.cli.adding;

import java.util.concurrent.Callable;
import org.gru4j.cli.option.RunOptions;
import org.gru4j.tasks.adding.AddingDefaults;
import org.gru4j.tasks.adding.AddingKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code gru4j train adding}. */
@Command(
        name = "adding",
        sortOptions = false,
        description = {
            "Train a GRU on the adding problem, a test of memory over long times, for " + AddingDefaults.EPOCHS
                    + " epochs unless told otherwise.",
            "It reads a sequence of numbers of which two are marked, and says their sum at its end. The sequences are"
                    + " made, no two alike; an epoch is " + AddingDefaults.EPOCH_SEQUENCES + " of them."
        })
public final class TrainAddingCommand implements Callable<Integer> {
    @Mixin
    private AddingSettingsOptions settings;

    @Mixin
    private RunOptions run;

    @Override
    public Integer call() {
        if (run.hasFrom()) {
            settings.requireNoInitialisation();
        }
        return run.run(new AddingKind(), null, settings::over);
    }
}
