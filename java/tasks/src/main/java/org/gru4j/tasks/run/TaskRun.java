package org.gru4j.tasks.run;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.gru4j.backend.Backend;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.file.Excerpt;
import org.gru4j.model.Sequential;
import org.gru4j.optim.TrainingDivergedException;
import org.gru4j.train.Trainer;

/**
 * Executes a training run: trains as planned, saves checkpoints, lets the task score the result, and writes the run's
 * files.
 */
public final class TaskRun {
    /** Default number of seconds between two checkpoints. */
    public static final double SAVE_EVERY = 15;
    /** How many damaged lines a warning lists at most. */
    private static final int MOST_NAMED = 20;

    private final RunPlan plan;
    private final Task task;
    private final Backend backend;
    private final RunListener listener;
    private final StopRequest stop;
    private final double saveEvery;
    private boolean saved;
    private long savedStep;
    private List<Measurement> measurements = List.of();

    /** Trains to the end of the plan's budget, with a checkpoint every {@value #SAVE_EVERY} seconds. */
    public TaskRun(RunPlan plan, Backend backend, RunListener listener) {
        this(plan, backend, listener, StopRequest.NEVER, SAVE_EVERY);
    }

    /**
     * @param plan closed by {@link #run}
     * @param listener receives the run's reports
     * @param stop queried after each training step
     * @param saveEvery seconds between two checkpoints
     */
    public TaskRun(RunPlan plan, Backend backend, RunListener listener, StopRequest stop, double saveEvery) {
        this.plan = plan;
        this.task = plan.task();
        this.backend = backend;
        this.listener = listener;
        this.stop = stop;
        this.saveEvery = saveEvery;
    }

    /**
     * Trains to the end of the budget.
     *
     * @return the fields of the result; empty if the run was stopped, even if in its last step
     * @throws RunFailedException if the run fails; the message names the last good checkpoint
     */
    public Optional<Map<String, Object>> run() {
        try (plan;
                Sequential model = new Sequential(task.model(), backend, task.seed());
                Trainer trainer = task.training(model).build()) {
            if (plan.resumed() != null) {
                plan.resumed().restore(trainer);
                plan.resumed().close();
            }
            if (plan.initial() != null) {
                plan.initial().copyParametersTo(model);
                plan.initial().close();
            }
            announce(trainer);
            return runWith(trainer);
        }
    }

    /** Returns the measurements of the training; empty until training has ended. */
    public List<Measurement> measurements() {
        return measurements;
    }

    private void announce(Trainer trainer) {
        long parameters = trainer.model().parameters().count();
        listener.note(String.format(
                Locale.ROOT,
                "gru4j: backend %s, %d thread%s, %,d parameters, %s",
                backend.name(),
                backend.threads(),
                backend.threads() == 1 ? "" : "s",
                parameters,
                Budgets.text(plan.budget())));
        task.description().forEach(listener::note);
        listener.note("writing to " + plan.files().directory());
        if (plan.resumed() != null) {
            listener.note("resuming after step " + trainer.steps());
            warnOfUnknownParts(plan.resumed());
        }
        if (plan.initial() != null) {
            listener.note("starting with the parameters of " + plan.initial().source());
        }
        Map<String, Object> start = new LinkedHashMap<>();
        start.put("task", task.name());
        start.put("backend", backend.name());
        start.put("threads", backend.threads());
        start.put("parameters", parameters);
        start.put("data", task.data().description());
        start.putAll(task.start());
        start.put("step", trainer.steps());
        if (plan.initial() != null) {
            start.put("from", plan.initial().source());
        }
        start.put("settings", task.settings());
        listener.event("start", start);
    }

    private void warnOfUnknownParts(Checkpoint resumed) {
        if (!resumed.unknownParts().isEmpty()) {
            listener.warn(resumed.source() + ": " + Excerpt.of(String.join(", ", resumed.unknownParts()))
                    + ": unknown to this version of gru4j; the next checkpoint will not contain them");
        }
    }

    private Optional<Map<String, Object>> runWith(Trainer trainer) {
        savedStep = trainer.steps();
        saved = plan.resumed() != null;
        try (MetricsLog log = new MetricsLog(plan.files().metrics(), task.units(), trainer.steps())) {
            warnOfDamage(log);
            if (plan.resumed() == null) {
                save(trainer);
            }
            boolean finished = train(trainer, log);
            log.sync();
            measurements = log.all();
            if (!finished) {
                return Optional.empty();
            }
            Optional<String> noChart =
                    LossChart.write(measurements, task.units(), plan.files().chart());
            noChart.ifPresent(listener::warn);
            Map<String, Object> result = finish(trainer);
            listener.say("Files:");
            listener.say("  " + plan.files().model());
            listener.say("  " + plan.files().metrics());
            if (noChart.isEmpty()) {
                listener.say("  " + plan.files().chart());
            }
            listener.event("result", result);
            return Optional.of(result);
        } catch (RuntimeException e) {
            throw failed(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        } catch (OutOfMemoryError e) {
            throw failed("out of memory: " + e.getMessage(), e);
        } catch (StackOverflowError e) {
            throw failed("stack overflow: the recursion is too deep", e);
        }
    }

    private RunFailedException failed(String message, Throwable cause) {
        return new RunFailedException(
                message
                        + (saved
                                ? "; the last good checkpoint is "
                                        + plan.files().model() + ", of step " + savedStep
                                : "; there is no checkpoint yet"),
                cause);
    }

    private void warnOfDamage(MetricsLog log) {
        List<Integer> damaged = log.damaged();
        if (!damaged.isEmpty()) {
            String which =
                    damaged.stream().limit(MOST_NAMED).map(String::valueOf).collect(Collectors.joining(", "));
            listener.warn(plan.files().metrics() + ": " + damaged.size() + " of " + log.lines()
                    + " lines are damaged and ignored: line " + which + (damaged.size() > MOST_NAMED ? ", …" : "")
                    + "; the checkpoint is intact, and training continues");
        }
    }

    /** Trains and saves; returns false if it was stopped. */
    private boolean train(Trainer trainer, MetricsLog log) {
        stop.trainingBegins();
        boolean finished = fit(trainer, log) && !stop.isRequested();
        if (!finished) {
            sayStopped();
        }
        stop.trainingEnded();
        return finished;
    }

    private boolean fit(Trainer trainer, MetricsLog log) {
        DoubleSupplier validate = task.validatesItself() ? () -> task.validate(trainer.model()) : null;
        try (RunListener.Progress progress = listener.training(plan.budget(), task.units())) {
            trainer.fit(
                    plan.budget(),
                    new TrainingMonitor(
                            trainer,
                            plan.budget(),
                            task.units(),
                            validate,
                            () -> save(trainer),
                            saveEvery,
                            stop::isRequested,
                            (done, measurement) -> {
                                log.add(measurement);
                                progress.show(done, measurement);
                            }));
            return true;
        } catch (TrainingMonitor.Stopped e) {
            return false;
        }
    }

    private void sayStopped() {
        Path model = plan.files().model();
        listener.note("stopped after step " + savedStep + ", saved in " + model + "; train " + task.name()
                + " --resume --out " + plan.files().directory() + " continues it");
        Map<String, Object> stopped = new LinkedHashMap<>();
        stopped.put("step", savedStep);
        stopped.put("checkpoint", model.toString());
        listener.event("stopped", stopped);
    }

    private void save(Trainer trainer) {
        requireFinite(trainer);
        Checkpoint.save(plan.files().model(), trainer, SavedTask.metadata(task, plan.budget()));
        saved = true;
        savedStep = trainer.steps();
    }

    /** Checks all parameters before saving, so that a diverged model never replaces a good checkpoint. */
    private static void requireFinite(Trainer trainer) {
        FloatBuffer values = trainer.model().parameters().values().view();
        while (values.hasRemaining()) {
            float value = values.get();
            if (!Float.isFinite(value)) {
                throw new TrainingDivergedException("training diverged at step " + trainer.steps() + ": a parameter is "
                        + value + "; a lower learning rate may help");
            }
        }
    }

    private Map<String, Object> finish(Trainer trainer) {
        double epochs = trainer.epoch() + (double) trainer.nextBatch() / trainer.batchesPerEpoch();
        double rate = trainer.tokens() / trainer.seconds();
        listener.say(String.format(
                Locale.ROOT,
                "%nTrained for %.1f s: %,d steps, %.2f epochs, %,.0f %s",
                trainer.seconds(),
                trainer.steps(),
                epochs,
                rate,
                task.units().rate()));
        Map<String, Object> result =
                new LinkedHashMap<>(task.finish(new Task.Finished(trainer.model(), trainer, plan.files(), listener)));
        result.put(task.units().rateKey(), rate);
        result.put("seconds", trainer.seconds());
        result.put("parameters", trainer.model().parameters().count());
        result.put("steps", trainer.steps());
        result.put("epochs", epochs);
        result.put("backend", backend.name());
        result.put("threads", backend.threads());
        result.put("checkpoint", plan.files().model().toString());
        return result;
    }
}
