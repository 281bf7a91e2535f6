package org.gru4j.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.gru4j.cli.text.GenerateRun;
import org.gru4j.cli.text.TextDefaults;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gru4j generate}. */
@Command(name = "generate", sortOptions = false, description = "Write text with a trained model.")
final class GenerateCommand implements Callable<Integer> {
    @Option(names = "--model", paramLabel = "DIR", required = true,
            description = "A run's directory, or its checkpoint.")
    private Path model;

    @Option(names = "--prompt", paramLabel = "TEXT", defaultValue = "", description = "What the text begins with.")
    private String prompt;

    @Option(names = "--length", paramLabel = "N", defaultValue = "" + TextDefaults.LENGTH,
            description = "Characters to write (default: ${DEFAULT-VALUE}).")
    private int length;

    @Option(names = "--temperature", paramLabel = "T", defaultValue = "" + TextDefaults.TEMPERATURE,
            description = "0 for always the likeliest character, more for more surprise (default: ${DEFAULT-VALUE}).")
    private double temperature;

    @Option(names = "--seed", paramLabel = "SEED", defaultValue = "" + TextDefaults.SEED,
            description = "The same seed, the same text (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private BackendOptions backendOptions;

    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() {
        Console console = common.console();
        new GenerateRun(model, prompt, length, temperature, seed).run(backendOptions.load(console), console);
        return ExitCode.DONE;
    }
}
