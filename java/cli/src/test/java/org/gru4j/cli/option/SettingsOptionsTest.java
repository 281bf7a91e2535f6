package org.gru4j.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.gru4j.recurrent.ResetGate;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;

class SettingsOptionsTest {
    /** One setting of each type. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Sample(
            int units,
            @JsonProperty("lr") double learningRate,
            long seed,
            ResetGate resetGate,
            String column,
            Integer season,
            List<Double> quantiles,
            List<String> names) {
        static final Sample DEFAULTS =
                new Sample(7, 5e-4, 1L << 40, ResetGate.AFTER, null, null, List.of(0.5, 1.0), List.of());

        public Sample {
            if (units + (season == null ? 0 : season) > 100) {
                throw new IllegalArgumentException("--units: too many");
            }
        }
    }

    @Command
    static final class Train implements Callable<Integer> {
        @Mixin
        private final SettingsOptions<Sample> settings = new SettingsOptions<>("Model", Sample.DEFAULTS)
                .option("--units", "H", "Units, 100 % of them")
                .option("--lr", "RATE", "Rate")
                .option("--seed", "SEED", "Seed")
                .option("--reset-gate", "after|before", "Gate")
                .option("--column", "NAME", "Column", "any")
                .option("--season", "ROWS", "Season", "the best")
                .option("--quantiles", "Q,…", "Quantiles")
                .option("--names", "A,B,…", "Names", "all");

        private Sample trained;

        @Override
        public Integer call() {
            trained = settings.over(Sample.DEFAULTS);
            return 0;
        }
    }

    private static Train parsed(String... arguments) {
        Train train = new Train();
        new CommandLine(train).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
        return train;
    }

    private static String described(String option) {
        OptionSpec spec = new CommandLine(new Train()).getCommandSpec().findOption(option);
        return spec.description()[0];
    }

    @Test
    void helpHasTheDefaultsOfTheRecord() {
        assertEquals("Units, 100 % of them (default: 7).", described("--units"));
        assertEquals("Rate (default: 0.0005).", described("--lr"));
        assertEquals("Seed (default: 1099511627776).", described("--seed"));
        assertEquals("Gate (default: after).", described("--reset-gate"));
        assertEquals("Season (default: the best).", described("--season"));
        assertEquals("Quantiles (default: 0.5,1).", described("--quantiles"));
        assertEquals("Names (default: all).", described("--names"));
    }

    @Test
    void whatIsGivenTakesThePlaceOfTheBase() {
        Sample base = new Sample(1, 2, 3, ResetGate.BEFORE, "a", 4, List.of(0.1), List.of("b"));
        assertEquals(base, parsed().settings.over(base));
        assertEquals(
                new Sample(5, 0.25, 3, ResetGate.AFTER, "x", 6, List.of(0.2, 0.3), List.of("c", "d")),
                parsed(
                                "--units=5",
                                "--lr=0.25",
                                "--reset-gate=after",
                                "--column=x",
                                "--season=6",
                                "--quantiles=0.2,0.3",
                                "--names=c,d")
                        .settings
                        .over(base));
    }

    @Test
    void whatIsGivenTakesEffectTogether() {
        Sample base = new Sample(99, 2, 3, ResetGate.BEFORE, null, 1, List.of(), List.of());
        assertEquals(98, parsed("--units=2", "--season=98").settings.over(base).season());
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> parsed("--units=100").settings.over(base));
        assertEquals("--units: too many", e.getMessage());
    }

    @Test
    void whatIsGivenIsKnown() {
        SettingsOptions<Sample> settings = parsed("--season=3", "--units=7").settings;
        assertEquals(List.of("--units", "--season"), settings.given());
        assertEquals(Optional.of(3), settings.given("--season", Integer.class));
        assertEquals(Optional.empty(), settings.given("--column", String.class));
    }

    @Test
    void aSecondUseForgetsTheFirst() {
        Train train = new Train();
        CommandLine line = new CommandLine(train);
        line.execute("--units=3");
        line.execute("--seed=9");
        assertEquals(List.of("--seed"), train.settings.given());
        assertEquals(Sample.DEFAULTS.units(), train.trained.units());
    }

    @Test
    void valuesOfOtherTypesAreRefused() {
        CommandLine.ParameterException e =
                assertThrows(CommandLine.ParameterException.class, () -> parsed("--units=many"));
        assertTrue(e.getMessage().contains("--units"), e.getMessage());
        assertTrue(e.getMessage().contains("'many' is not an int"), e.getMessage());
        assertThrows(CommandLine.ParameterException.class, () -> parsed("--reset-gate=beside"));
        assertThrows(CommandLine.ParameterException.class, () -> parsed("--quantiles=0.1,half"));
    }

    @Test
    void mistakesInATableAreErrors() {
        SettingsOptions<Sample> options = new SettingsOptions<>("Model", Sample.DEFAULTS);
        assertThrows(IllegalArgumentException.class, () -> options.option("--width", "W", "No setting"));
        assertThrows(IllegalArgumentException.class, () -> options.option("--season", "S", "Without a default"));
        assertThrows(IllegalArgumentException.class, () -> options.option("--units", "H", "With two of them", "8"));
    }
}
