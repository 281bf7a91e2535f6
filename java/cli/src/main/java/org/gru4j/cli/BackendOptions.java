package org.gru4j.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Backends;
import org.gru4j.backend.Threads;
import picocli.CommandLine.Option;

/** The options that choose what computes. */
final class BackendOptions {
    @Option(names = "--backend", paramLabel = "NAME",
            description = "What computes: onednn or reference (default: the fastest that works here).")
    private String name;

    @Option(names = "--threads", paramLabel = "N",
            description = "Threads to compute with (default: the physical cores that may be used).")
    private Integer threads;

    /** The backend asked for, or the best; where that is not the preferred one, says why. */
    Backend load(Console console) {
        int count = threads == null ? Threads.defaultCount() : threads;
        if (name != null) {
            return Backends.named(name, count);
        }
        Backend best = Backends.best(count);
        Map<String, String> reasons = new LinkedHashMap<>();
        for (String preferred : Backends.names()) {
            if (preferred.equals(best.name())) {
                break;
            }
            Backends.whyUnavailable(preferred).ifPresent(reason -> reasons.put(preferred, reason));
        }
        if (best.name().equals("reference")) {
            console.warn("computing in pure Java, which is slow" + (reasons.isEmpty()
                    ? ": the native backend is not in this build" : ": " + reasons));
        }
        return best;
    }
}
