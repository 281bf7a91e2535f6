package org.gru4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.gru4j.cli.StopTrial.Signal;
import org.gru4j.cli.terminal.ExitCode;
import org.gru4j.tasks.Tasks;
import org.gru4j.tasks.run.TaskKind;

/**
 * Asks trainings of all tasks, with the models and the data that they have unless told otherwise, to end while they
 * train, by SIGHUP, SIGINT and SIGTERM in turn. Each must save where it stands and say so, and go on to the same bits
 * in the end. Prints how long they took to end. {@code .ci/stops} runs it.
 */
public final class StopCampaign {
    private static final int MOST_MILLISECONDS = 1000;
    private static final double PROMISED_MILLISECONDS = 2000;
    /** Signals that whoever started this ignores would be ignored by what it starts. */
    private static final List<String> HEEDING = List.of("env", "--default-signal=HUP,INT,TERM");

    private StopCampaign() {}

    /** @param arguments the launcher, a directory, how often to stop each training */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> program = new ArrayList<>(HEEDING);
        program.add(arguments[0]);
        Path directory = Path.of(arguments[1]);
        int stops = Integer.parseInt(arguments[2]);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        System.out.println("milliseconds from the signal to the end of the process; seed " + seed);
        System.out.printf("%-9s %5s %6s %6s %6s %12s%n", "task", "stops", "min", "median", "max", "over 2,000");
        for (TaskKind<?> kind : Tasks.all()) {
            List<Double> times =
                    stop(program, kind.name(), Files.createDirectories(directory.resolve(kind.name())), stops, random);
            Collections.sort(times);
            System.out.printf(
                    Locale.ROOT,
                    "%-9s %5d %6.0f %6.0f %6.0f %12d%n",
                    kind.name(),
                    times.size(),
                    times.get(0),
                    times.get(times.size() / 2),
                    times.get(times.size() - 1),
                    times.stream().filter(time -> time > PROMISED_MILLISECONDS).count());
        }
        System.out.println("all saved where they stood, and went on to the same bits");
    }

    /** Epochs that take some ten seconds or more, of a training that may be longer. */
    private static int epochs(String task) {
        return switch (task) {
            case "text" -> 1;
            case "adding" -> 2;
            case "sessions" -> 4;
            case "speech" -> 10;
            default -> 40;
        };
    }

    private static List<Double> stop(List<String> program, String task, Path directory, int stops, Random random)
            throws IOException, InterruptedException {
        List<Object> options = List.of("--epochs", epochs(task), "--save-every", 3600);
        TrainingProcess whole = new TrainingProcess(
                program, task, directory.resolve("whole"), options, directory.resolve("log of the whole"));
        if (whole.start().waitFor() != ExitCode.DONE) {
            throw new AssertionError(whole.said());
        }
        StopTrial trial = new StopTrial(
                new TrainingProcess(program, task, directory.resolve("run"), options, directory.resolve("log")),
                whole.run(),
                random);
        List<Double> times = new ArrayList<>();
        while (times.size() < stops) {
            double time = trial.stop(Signal.values()[times.size() % Signal.values().length], MOST_MILLISECONDS);
            if (time >= 0) {
                times.add(time);
            }
        }
        trial.finish();
        return times;
    }
}
