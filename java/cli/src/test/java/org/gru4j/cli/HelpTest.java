package org.gru4j.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.gru4j.tasks.Tasks;
import org.gru4j.tasks.run.SettingsByName;
import org.gru4j.tasks.run.TaskKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

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

    /** Settings that no option changes. */
    private static final Map<String, Set<String>> NOT_OFFERED = Map.of("text", Set.of("warm_up", "clip_norm"));

    static Stream<TaskKind<?>> kinds() {
        return Tasks.all().stream();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everySettingIsAnOptionWithItsDefault(TaskKind<?> kind) {
        CommandSpec command = new CommandLine(new TrainCommand())
                .getSubcommands()
                .get(kind.name())
                .getCommandSpec();
        Set<String> notOffered = new TreeSet<>();
        SettingsByName.all(kind.defaults()).forEach((name, setting) -> {
            OptionSpec option = command.findOption("--" + name.replace('_', '-'));
            if (option == null) {
                notOffered.add(name);
            } else if (setting.value() instanceof Number number) {
                assertEquals(number.doubleValue(), Double.parseDouble(shownDefault(option)), name);
            } else if (setting.value() instanceof Enum<?> constant) {
                assertEquals(constant.toString().toLowerCase(Locale.ROOT), shownDefault(option), name);
            } else if (setting.value() instanceof List<?> list && !list.isEmpty()) {
                assertEquals(list.toString(), "[" + shownDefault(option).replace(",", ", ") + "]", name);
            } else {
                assertTrue(setting.value() == null || setting.value().equals(List.of()), name);
            }
        });
        assertEquals(NOT_OFFERED.getOrDefault(kind.name(), Set.of()), notOffered);
    }

    private static String shownDefault(OptionSpec option) {
        return option.description()[0].replaceFirst(".*\\(default: (.*)\\)\\.", "$1");
    }

    @Test
    void optionsStandUnderHeadings() {
        String help = Outcome.of("check", "--help").done().out();
        assertInOrder(help, "--golden=", "--threads=", "Random cases:", "--random", "--case=", "General:", "--json");
        assertInOrder(
                Outcome.of("train", "text", "--help").done().out(),
                "[OPTIONS]",
                "--corpus=",
                "Model and training:",
                "--hidden=H",
                "Units in each GRU layer (default: 224).",
                "Run:",
                "--seconds=",
                "Computation:",
                "--backend=",
                "General:",
                "--help");
    }

    private static void assertInOrder(String text, String... parts) {
        int place = 0;
        for (String part : parts) {
            int next = text.indexOf(part, place);
            assertTrue(next >= 0, () -> part + " in " + text);
            place = next + part.length();
        }
    }

    /** A task is in two lists: of what there is, and of the commands that train it. */
    @Test
    void everyTaskCanBeTrained() {
        List<String> commands =
                List.copyOf(new CommandLine(new TrainCommand()).getSubcommands().keySet());
        assertEquals(Tasks.all().stream().map(TaskKind::name).toList(), commands);
    }
}
