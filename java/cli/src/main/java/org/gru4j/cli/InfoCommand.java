package org.gru4j.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.gru4j.backend.Backends;
import org.gru4j.backend.Threads;
import org.gru4j.cli.option.CommonOptions;
import org.gru4j.cli.terminal.Console;
import org.gru4j.cli.terminal.ExitCode;
import org.gru4j.cli.terminal.Versions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code gru4j info}. */
@Command(name = "info", description = "Show versions, hardware and available backends.")
final class InfoCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    @Override
    public Integer call() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("gru4j", Versions.gru4j());
        facts.put("java", System.getProperty("java.runtime.version") + ", " + System.getProperty("java.vendor"));
        facts.put(
                "os",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"));
        facts.put("cpu", cpu());
        facts.put("physical_cores", Threads.physicalCores());
        facts.put("available_processors", Runtime.getRuntime().availableProcessors());
        facts.put("threads", Threads.defaultCount());
        facts.put("memory_mib", memoryMib());
        facts.put("java_heap_limit_mib", Runtime.getRuntime().maxMemory() >> 20);
        Map<String, Object> backends = new LinkedHashMap<>();
        Backends.names().forEach(name -> backends.put(name, backend(name)));
        facts.put("backends", backends);
        Console console = common.console();
        print(console, facts, "");
        console.event("result", facts);
        return ExitCode.DONE;
    }

    private static Map<String, Object> backend(String name) {
        Map<String, Object> facts = new LinkedHashMap<>();
        String reason = Backends.whyUnavailable(name).orElse(null);
        facts.put("available", reason == null);
        if (reason == null) {
            facts.put("threads", Backends.named(name).threads());
            facts.putAll(Backends.named(name).properties());
        } else {
            facts.put("reason", reason);
        }
        return facts;
    }

    private static void print(Console console, Map<?, ?> facts, String indent) {
        facts.forEach((name, value) -> {
            String label = indent + name.toString().replace('_', ' ');
            if (value instanceof Map<?, ?> nested) {
                console.say(label);
                print(console, nested, indent + "  ");
            } else {
                console.say(String.format("%-24s%s", label, value));
            }
        });
    }

    /** Returns the processor's name, on Linux. */
    private static String cpu() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
                if (line.startsWith("model name")) {
                    return line.substring(line.indexOf(':') + 1).trim();
                }
            }
        } catch (IOException e) {
            // not Linux
        }
        return System.getProperty("os.arch");
    }

    private static long memoryMib() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean bean
                ? bean.getTotalMemorySize() >> 20
                : 0;
    }
}
