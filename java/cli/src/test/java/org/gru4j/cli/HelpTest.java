package org.gru4j.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.gru4j.tasks.Tasks;
import org.gru4j.tasks.run.TaskKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class HelpTest {
    static Stream<CommandSpec> commands() {
        return below(new CommandLine(new Gru4jCommand()));
    }

    private static Stream<CommandSpec> below(CommandLine line) {
        return Stream.concat(
                Stream.of(line.getCommandSpec()),
                line.getSubcommands().values().stream().flatMap(HelpTest::below));
    }

    /** picocli formats texts, in which a single per cent sign is a mistake that it warns of. */
    @ParameterizedTest
    @MethodSource("commands")
    void everyTextCanBeFormatted(CommandSpec command) {
        Stream.concat(
                        Stream.of(
                                command.usageMessage().description(),
                                command.usageMessage().footer()),
                        command.options().stream().map(option -> option.description()))
                .flatMap(Stream::of)
                .forEach(text -> assertDoesNotThrow(() -> String.format(text), text));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyOptionIsExplained(CommandSpec command) {
        List<String> bare = command.options().stream()
                .filter(option -> option.description().length == 0)
                .map(option -> option.longestName())
                .toList();
        assertTrue(bare.isEmpty(), command.qualifiedName() + ": " + bare);
    }

    /** A task is in two lists: of what there is, and of the commands that train it. */
    @Test
    void everyTaskCanBeTrained() {
        List<String> commands =
                List.copyOf(new CommandLine(new TrainCommand()).getSubcommands().keySet());
        assertEquals(Tasks.all().stream().map(TaskKind::name).toList(), commands);
    }
}
