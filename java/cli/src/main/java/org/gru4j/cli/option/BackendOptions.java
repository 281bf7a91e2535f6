package org.gru4j.cli.option;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Backends;
import org.gru4j.backend.Threads;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.cli.terminal.Console;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose the backend and the number of threads. */
public final class BackendOptions implements Section {
    @Option(names = "--backend", paramLabel = "NAME", description = Sentences.BACKEND)
    private @Nullable String name;

    @Option(names = "--threads", paramLabel = "N", description = Sentences.THREADS + ".")
    private @Nullable Integer threads;

    @Override
    public String heading() {
        return "Computation";
    }

    /** Loads the requested backend or the best one. Warns if the preferred backend can't be used, with the reason. */
    public Backend load(Console console) {
        return load(console, name, threads);
    }

    /**
     * Loads the backend of that name or the best one. Warns if the preferred backend can't be used, with the reason.
     *
     * @param name null for the best
     * @param threads null for one thread per core
     */
    public static Backend load(Console console, @Nullable String name, @Nullable Integer threads) {
        int count = threads == null ? Threads.defaultCount() : threads;
        if (name != null) {
            return Backends.named(name, count);
        }
        Backend best = Backends.best(count);
        List<String> preferred = Backends.names().stream()
                .takeWhile(other -> !other.equals(best.name()))
                .toList();
        warnings(best.name(), preferred, Backends::whyUnavailable).forEach(console::warn);
        return best;
    }

    /** Returns the warnings when {@code chosen} is used because the {@code preferred} backends can't be. */
    static List<String> warnings(
            String chosen, List<String> preferred, Function<String, Optional<String>> whyUnavailable) {
        List<String> warnings = new ArrayList<>();
        for (String other : preferred) {
            whyUnavailable
                    .apply(other)
                    .ifPresent(reason -> warnings.add("backend " + other + " can't run here: " + reason));
        }
        if (chosen.equals(ReferenceBackend.NAME)) {
            warnings.add("computing in pure Java, which is slow");
        }
        return warnings;
    }
}
