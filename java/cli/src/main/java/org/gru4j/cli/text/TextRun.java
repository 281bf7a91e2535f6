package org.gru4j.cli.text;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.gru4j.backend.Backend;
import org.gru4j.cli.CliException;
import org.gru4j.cli.Console;
import org.gru4j.data.TokenStreams;
import org.gru4j.io.Checkpoint;
import org.gru4j.layer.ModelSpec;
import org.gru4j.layer.Sequential;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.train.Budget;
import org.gru4j.train.Evaluation;
import org.gru4j.train.Trainer;
import org.gru4j.train.TrainingDivergedException;

/** A run: trains as planned, scores all held-out text beside n-gram models, writes a sample, leaves its files. */
public final class TextRun {
    private static final int SAMPLE_LENGTH = 400;

    private final TextPlan plan;
    private final TextSettings settings;
    private final Backend backend;
    private final Console console;
    private final StopSignal stop;
    private final int[] training;
    private final int[] heldOut;
    private final SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();
    private long savedStep;

    /** @param stop asked after each step whether to stop; listens to the process's end while training */
    public TextRun(TextPlan plan, Backend backend, Console console, StopSignal stop) {
        this.plan = plan;
        this.stop = stop;
        this.backend = backend;
        this.console = console;
        settings = plan.task().settings();
        training = plan.task().vocabulary().encode(plan.corpus().training());
        heldOut = plan.task().vocabulary().encode(plan.corpus().heldOut());
    }

    /**
     * Runs to the end of the budget.
     *
     * @return what came of it; nothing if it was stopped before
     * @throws CliException if the run fails; it names the last good checkpoint
     */
    public Optional<TextResult> run() {
        ModelSpec spec = settings.model(plan.task().vocabulary().size());
        try (Sequential model = new Sequential(spec, backend, settings.seed());
                Trainer trainer = Trainer.builder(model,
                        TokenStreams.forTraining(training, settings.batch(), settings.sequenceLength()), loss)
                        .schedule(settings.schedule()).clipNorm(settings.clipNorm()).seed(settings.seed()).build()) {
            if (plan.resumed() != null) {
                plan.resumed().restore(trainer);
                plan.resumed().close();
            }
            announce(trainer);
            return runWith(trainer);
        }
    }

    private void announce(Trainer trainer) {
        long parameters = trainer.model().parameters().count();
        plan.describe(console, backend.name(), backend.threads(), parameters);
        if (plan.resumed() != null) {
            console.note("going on after step " + trainer.steps());
        }
        Map<String, Object> start = new LinkedHashMap<>();
        start.put("backend", backend.name());
        start.put("threads", backend.threads());
        start.put("parameters", parameters);
        start.put("corpus", plan.corpus().description());
        start.put("training_characters", training.length);
        start.put("held_out_characters", heldOut.length);
        start.put("distinct_characters", plan.task().vocabulary().size() - 1);
        start.put("step", trainer.steps());
        start.put("settings", settings);
        console.event("start", start);
    }

    private Optional<TextResult> runWith(Trainer trainer) {
        savedStep = trainer.steps();
        try (MetricsLog log = new MetricsLog(plan.files().metrics(), trainer.steps())) {
            if (plan.resumed() == null) {
                save(trainer);
            }
            if (!train(trainer, log)) {
                return Optional.empty();
            }
            Optional<String> noChart = LossChart.write(log.all(), plan.files().chart());
            noChart.ifPresent(console::warn);
            TextResult result = score(trainer);
            result.describe(console, plan.files(), noChart.isEmpty());
            console.event("result", result.toMap());
            return Optional.of(result);
        } catch (RuntimeException e) {
            throw failed(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        } catch (OutOfMemoryError e) {
            throw failed("out of memory: " + e.getMessage(), e);
        }
    }

    private CliException failed(String message, Throwable cause) {
        return CliException.runFailed(message + "; the last good checkpoint is " + plan.files().model() + ", of step "
                + savedStep, cause);
    }

    /** Trains and saves; false if it was stopped before its end. */
    private boolean train(Trainer trainer, MetricsLog log) {
        try (stop) {
            stop.listen();
            boolean finished = fit(trainer, log);
            save(trainer);
            if (!finished) {
                sayStopped();
            }
            return finished;
        }
    }

    private boolean fit(Trainer trainer, MetricsLog log) {
        Budget budget = plan.task().budget();
        ValidationSlices slices = new ValidationSlices(heldOut, TextDefaults.VALIDATION_SLICES,
                TextDefaults.VALIDATION_SLICE, settings.sequenceLength());
        try (ProgressDisplay display = ProgressDisplay.of(console, budget)) {
            trainer.fit(budget, new TrainingMonitor(trainer, budget, settings.schedule(),
                    () -> Evaluation.of(trainer.model(), slices, loss).bits(), () -> save(trainer), stop::isRequested,
                    (done, measurement) -> {
                        log.add(measurement);
                        display.show(done, measurement);
                    }));
            return true;
        } catch (TrainingMonitor.Stopped e) {
            return false;
        }
    }

    private void sayStopped() {
        console.note("stopped after step " + savedStep + ", saved in " + plan.files().model()
                + "; train text --resume --out " + plan.files().directory() + " goes on");
        console.event("stopped", Map.of("step", savedStep, "checkpoint", plan.files().model().toString()));
    }

    private void save(Trainer trainer) {
        requireFinite(trainer);
        Checkpoint.save(plan.files().model(), trainer, plan.task().toMetadata());
        savedStep = trainer.steps();
    }

    /** A checkpoint of parameters that are no numbers would replace a good one. */
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

    private TextResult score(Trainer trainer) {
        Sequential model = trainer.model();
        Evaluation evaluation = Evaluation.of(model,
                TokenStreams.forScoring(heldOut, settings.batch(), settings.sequenceLength()), loss);
        NGramModel ngrams = NGramModel.fit(ngramText(), TextDefaults.NGRAM_ORDER, plan.task().vocabulary().size());
        return new TextResult(evaluation.bits(), trainer.tokens() / trainer.seconds(), trainer.seconds(),
                ngrams.bitsPerToken(heldOut, 1), ngrams.bitsPerToken(heldOut, 2),
                ngrams.bitsPerToken(heldOut, TextDefaults.NGRAM_ORDER), model.parameters().count(), trainer.steps(),
                trainer.epoch() + (double) trainer.nextBatch() / trainer.batchesPerEpoch(), backend.name(),
                backend.threads(), plan.files().model().toString(), sample(model));
    }

    private int[] ngramText() {
        if (training.length <= TextDefaults.NGRAM_CHARACTERS) {
            return training;
        }
        console.note(String.format(Locale.ROOT, "n-gram models are fitted on the first %,d characters",
                TextDefaults.NGRAM_CHARACTERS));
        return Arrays.copyOf(training, TextDefaults.NGRAM_CHARACTERS);
    }

    private String sample(Sequential model) {
        StringBuilder text = new StringBuilder();
        try (TextGenerator generator = new TextGenerator(model, plan.task().vocabulary())) {
            generator.generate("", SAMPLE_LENGTH, TextDefaults.TEMPERATURE, settings.seed(), text::appendCodePoint);
        }
        return text.toString();
    }
}
