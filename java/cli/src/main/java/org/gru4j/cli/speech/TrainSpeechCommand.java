package org.gru4j.cli.speech;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.gru4j.cli.option.RunOptions;
import org.gru4j.tasks.speech.SpeechDefaults;
import org.gru4j.tasks.speech.SpeechKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gru4j train speech}. */
@Command(
        name = "speech",
        sortOptions = false,
        description = {
            "Train a recogniser of single spoken words, for at most " + SpeechDefaults.EPOCHS
                    + " epochs unless told otherwise.",
            "Without --data it learns " + SpeechDefaults.WORDS + " synthesised words of " + SpeechDefaults.SPEAKERS
                    + " made-up speakers."
        })
public final class TrainSpeechCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Recordings: a folder for each word, with a WAV file for each utterance. Which files are held"
                    + " out follows from their names.")
    private Path data;

    @Mixin
    private SpeechSettingsOptions settings;

    @Mixin
    private RunOptions run;

    @Override
    public Integer call() {
        return run.run(new SpeechKind(), data, settings::over);
    }
}
