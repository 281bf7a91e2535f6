package org.gru4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.gru4j.cli.terminal.ExitCode;

/**
 * Asks a training's process to end, at a random moment of its training, and checks what it leaves: a checkpoint of
 * where it says that it stopped.
 *
 * @param whole the directory of the same training that was not stopped
 */
record StopTrial(TrainingProcess training, Path whole, Random random) {
    /** What the shell adds to the number of the signal that ended a process. */
    private static final int SIGNALLED = 128;

    /** How a process can be asked to end. */
    enum Signal {
        HUP(1),
        INT(2),
        TERM(15);

        private final int number;

        Signal(int number) {
            this.number = number;
        }
    }

    /**
     * Begins the training, or goes on with it, and asks it to end.
     *
     * @param mostMilliseconds from the first measurement to the signal
     * @return the milliseconds from the signal to the end of the process; −1 if the training was over before, which is
     *     checked to be the same bits as the whole, and removed
     * @throws AssertionError if what it leaves is not as it must be
     */
    double stop(Signal signal, int mostMilliseconds) throws IOException, InterruptedException {
        long before = training.steps();
        Process process = training.start();
        if (training.awaitMeasurementAfter(before, process)) {
            Thread.sleep(random.nextInt(mostMilliseconds));
        }
        long asked = System.nanoTime();
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
        int code = training.exitCode(process);
        double milliseconds = (System.nanoTime() - asked) * 1e-6;
        if (hasStopped(before, code, signal)) {
            return milliseconds;
        }
        requireWhole();
        training.discard();
        return -1;
    }

    /**
     * Whether a process has saved where it stood and said so; false if its training was over before.
     *
     * @param before the steps of the checkpoint that it began with
     * @throws AssertionError if it has not
     */
    boolean hasStopped(long before, int code, Signal signal) {
        boolean signalled = code == SIGNALLED + signal.number;
        boolean says = training.said().contains("stopped after step");
        if (code == ExitCode.DONE || signalled && !says) {
            return false;
        }
        long steps = training.steps();
        if (!signalled
                || steps <= before
                || !training.said().contains("stopped after step " + steps + ", saved in " + training.model())) {
            throw new AssertionError(training.task() + ", " + signal + ": exit code " + code + ", a checkpoint of step "
                    + steps + ", which began with " + before + ": " + training.said());
        }
        return true;
    }

    /** Goes on to the end, which must be the same bits as if it had never been stopped. */
    void finish() throws IOException, InterruptedException {
        int code = training.exitCode(training.start());
        if (code != ExitCode.DONE) {
            throw new AssertionError(training.task() + ": exit code " + code + ": " + training.said());
        }
        requireWhole();
    }

    private void requireWhole() {
        String difference = StoppedRun.difference(whole, training.run());
        if (difference != null) {
            throw new AssertionError(difference + ": " + training.said());
        }
    }
}
