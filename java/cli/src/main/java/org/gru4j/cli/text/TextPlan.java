package org.gru4j.cli.text;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.gru4j.cli.Console;
import org.gru4j.io.Checkpoint;
import org.gru4j.train.Budget;

/**
 * What a run shall do, checked.
 *
 * @param resumed the checkpoint to go on from; null for a new run
 */
public record TextPlan(TextTask task, Corpus corpus, RunFiles files, Checkpoint resumed) {
    /**
     * Makes a plan of what was asked for, the defaults, and what the checkpoint says if the run resumes.
     *
     * @throws IllegalArgumentException if something asked for makes no sense, or contradicts the checkpoint
     * @throws java.io.UncheckedIOException if the corpus or the checkpoint can't be read
     */
    public static TextPlan of(TextRequest request) {
        return request.resume() ? resume(request) : start(request);
    }

    private static TextPlan start(TextRequest request) {
        TextSettings settings = request.settings().apply(TextSettings.DEFAULTS);
        Corpus corpus = request.corpus() == null ? CorpusReader.builtIn() : CorpusReader.read(request.corpus());
        corpus.requireEnoughFor(settings);
        Budget budget = request.budget() == null ? new Budget.Seconds(TextDefaults.SECONDS) : request.budget();
        TextTask task = new TextTask(settings, Vocabulary.of(corpus.training()), corpus.location(), corpus.checksum(),
                budget);
        RunFiles files = request.directory() == null ? RunFiles.unused() : new RunFiles(request.directory());
        files.create();
        return new TextPlan(task, corpus, files, null);
    }

    private static TextPlan resume(TextRequest request) {
        RunFiles files = new RunFiles(request.directory());
        Checkpoint checkpoint = Checkpoint.load(files.model());
        TextTask saved = TextTask.of(checkpoint);
        requireSame(files.model(), saved.settings(), request.settings().apply(saved.settings()));
        Corpus corpus = reread(request.corpus(), saved, files.model());
        Budget budget = request.budget() == null ? saved.budget() : request.budget();
        TextTask task = new TextTask(saved.settings(), saved.vocabulary(), corpus.location(), saved.corpusChecksum(),
                budget);
        return new TextPlan(task, corpus, files, checkpoint);
    }

    private static void requireSame(Path model, TextSettings saved, TextSettings asked) {
        Map<String, Object> expected = saved.byOption();
        Map<String, Object> actual = asked.byOption();
        String differences = expected.keySet().stream()
                .filter(option -> !Objects.equals(expected.get(option), actual.get(option)))
                .map(option -> option + ": expected " + expected.get(option) + " but got " + actual.get(option))
                .collect(Collectors.joining("; "));
        if (!differences.isEmpty()) {
            throw new IllegalArgumentException("--resume: contradicts " + model + ": " + differences);
        }
    }

    private static Corpus reread(Path asked, TextTask saved, Path model) {
        Corpus corpus;
        if (asked != null) {
            corpus = CorpusReader.read(asked);
        } else {
            corpus = saved.corpusLocation().isEmpty() ? CorpusReader.builtIn()
                    : CorpusReader.read(Path.of(saved.corpusLocation()));
        }
        if (!corpus.checksum().equals(saved.corpusChecksum())) {
            throw new IllegalArgumentException("--resume: the text of corpus " + corpus.description()
                    + " is another than the one that " + model + " was trained on: checksum: expected "
                    + saved.corpusChecksum() + " but got " + corpus.checksum());
        }
        return corpus;
    }

    /** Lines that say what is about to be done. */
    void describe(Console console, String backend, int threads, long parameters) {
        console.note(String.format(Locale.ROOT,
                "gru4j: backend %s, %d thread%s, %,d characters to learn from, %,d parameters, %s", backend, threads,
                threads == 1 ? "" : "s", corpus.training().length(), parameters, TextBudget.text(task.budget())));
        console.note(String.format(Locale.ROOT, "corpus: %s, %,d file%s%s, %,d characters held out, %d distinct",
                corpus.description(), corpus.files(), corpus.files() == 1 ? "" : "s",
                corpus.skipped() == 0 ? "" : " (" + corpus.skipped() + " skipped that are no text in UTF-8)",
                corpus.heldOut().length(), task.vocabulary().size() - 1));
        console.note("writing to " + files.directory());
    }
}
