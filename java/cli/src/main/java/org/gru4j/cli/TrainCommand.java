package org.gru4j.cli;

import org.gru4j.cli.adding.TrainAddingCommand;
import org.gru4j.cli.music.TrainMusicCommand;
import org.gru4j.cli.option.CommonOptions;
import org.gru4j.cli.series.TrainSeriesCommand;
import org.gru4j.cli.sessions.TrainSessionsCommand;
import org.gru4j.cli.speech.TrainSpeechCommand;
import org.gru4j.cli.text.TrainTextCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gru4j train}: what can be trained. */
@Command(
        name = "train",
        description = "Train a model.",
        synopsisSubcommandLabel = "WHAT",
        subcommands = {
            TrainTextCommand.class,
            TrainMusicCommand.class,
            TrainSeriesCommand.class,
            TrainSessionsCommand.class,
            TrainSpeechCommand.class,
            TrainAddingCommand.class
        })
final class TrainCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("unused") // picocli uses it
    private CommonOptions common;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "train: expected what to train: "
                        + String.join(", ", spec.subcommands().keySet()));
    }
}
