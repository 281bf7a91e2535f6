package org.gru4j.cli;

import org.gru4j.cli.adding.TrainAddingCommand;
import org.gru4j.cli.music.TrainMusicCommand;
import org.gru4j.cli.option.CommandGroup;
import org.gru4j.cli.series.TrainSeriesCommand;
import org.gru4j.cli.sessions.TrainSessionsCommand;
import org.gru4j.cli.speech.TrainSpeechCommand;
import org.gru4j.cli.text.TrainTextCommand;
import picocli.CommandLine.Command;

/** {@code gru4j train}, with a subcommand for each task. */
@Command(
        name = "train",
        description = "Train a model.",
        synopsisSubcommandLabel = "TASK",
        subcommands = {
            TrainTextCommand.class,
            TrainMusicCommand.class,
            TrainSeriesCommand.class,
            TrainSessionsCommand.class,
            TrainSpeechCommand.class,
            TrainAddingCommand.class
        })
final class TrainCommand extends CommandGroup {}
