package org.gru4j.cli.text;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.gru4j.cli.option.RunOptions;
import org.gru4j.tasks.text.TextDefaults;
import org.gru4j.tasks.text.TextKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gru4j train text}. */
@Command(
        name = "text",
        sortOptions = false,
        description = {
            "Train a character-level language model, for " + TextDefaults.SECONDS + " seconds unless told otherwise.",
            "Without --corpus it learns from the Java sources of Apache Commons Lang, which are under the"
                    + " Apache License 2.0."
        })
public final class TrainTextCommand implements Callable<Integer> {
    @Option(
            names = "--corpus",
            paramLabel = "FILE|DIR",
            description = "Text in UTF-8 to learn from: a file, or all below a directory.")
    private Path corpus;

    @Mixin
    private TextSettingsOptions settings;

    @Mixin
    private RunOptions run;

    @Override
    public Integer call() {
        return run.run(new TextKind(), corpus, settings::over);
    }
}
