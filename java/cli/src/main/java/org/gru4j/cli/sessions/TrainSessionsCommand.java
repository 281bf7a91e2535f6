package org.gru4j.cli.sessions;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.gru4j.cli.option.RunOptions;
import org.gru4j.tasks.sessions.SessionDefaults;
import org.gru4j.tasks.sessions.SessionKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gru4j train sessions}. */
@Command(
        name = "sessions",
        sortOptions = false,
        description = {
            "Train a recommender of the next item of a session, for " + SessionDefaults.EPOCHS
                    + " epochs unless told otherwise.",
            "Without --data it learns from generated clicks, of which it is known how well they can be predicted."
        })
public final class TrainSessionsCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "Clicks to learn from: a CSV file with columns for session, item and time.")
    private Path data;

    @Mixin
    private SessionSettingsOptions settings;

    @Mixin
    private SessionSourceOptions source;

    @Mixin
    private RunOptions run;

    @Override
    public Integer call() {
        source.requireFor(data, run.isResume());
        return run.run(new SessionKind(), data, base -> source.over(settings.over(base)));
    }
}
