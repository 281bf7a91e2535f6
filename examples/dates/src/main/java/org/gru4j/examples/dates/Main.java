package org.gru4j.examples.dates;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Backends;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.model.ModelWeights;
import org.gru4j.model.Sequential;

/** Trains a translator of dates, and uses it. */
public final class Main {
    private static final String USAGE = """
            usage: dates train MODEL [--steps N] [--no-attention]
                   dates translate MODEL DATE...
                   dates draw MODEL DATE PNG""";
    private static final int STEPS = 1000;
    private static final int DATES = 200;
    private static final int BATCHES = 20;
    private static final long SEED = 7;

    private Main() {}

    public static void main(String[] args) throws IOException {
        if (args.length < 2) {
            fail(USAGE);
        }
        Backend backend = Backends.best();
        Path file = Path.of(args[1]);
        List<String> rest = List.of(args).subList(2, args.length);
        switch (args[0]) {
            case "train" -> train(file, training(rest), backend);
            case "translate" -> translate(file, rest, backend);
            case "draw" -> {
                if (rest.size() != 2) {
                    fail(USAGE);
                }
                draw(file, rest.get(0), Path.of(rest.get(1)), backend);
            }
            default -> fail(USAGE);
        }
    }

    private static DateTraining training(List<String> options) {
        boolean attention = true;
        int steps = STEPS;
        for (int k = 0; k < options.size(); k++) {
            if (options.get(k).equals("--no-attention")) {
                attention = false;
            } else if (options.get(k).equals("--steps") && k + 1 < options.size()) {
                steps = Integer.parseInt(options.get(++k));
            } else {
                fail(USAGE);
            }
        }
        return DateTraining.of(attention, steps);
    }

    private static void train(Path file, DateTraining training, Backend backend) {
        long start = System.nanoTime();
        try (Sequential model = training.run(
                        backend,
                        (step, seconds, loss) -> System.out.printf(
                                Locale.ROOT, "step %5d  %6.1f s  cross-entropy %.4f%n", step, seconds, loss));
                DateTranslator translator = new DateTranslator(model)) {
            System.out.printf(
                    Locale.ROOT,
                    "%,d parameters, %,d dates in %.0f s%n",
                    model.parameters().count(),
                    (long) training.steps() * training.batch(),
                    (System.nanoTime() - start) * 1e-9);
            report("validation", DatePart.VALIDATION, training, translator);
            report("test", DatePart.TEST, training, translator);
            Checkpoint.save(file, ModelWeights.of(model), Map.of());
        }
    }

    private static void report(String name, DatePart part, DateTraining training, DateTranslator translator) {
        List<WrittenDate> dates = new DateBatches(part, training.forms(), DATES, BATCHES, SEED).dates(0);
        System.out.printf(
                Locale.ROOT,
                "%-10s  %d dates  exact %.2f %%  baseline %.2f %%%n",
                name,
                dates.size(),
                100 * translator.exactMatches(dates),
                100 * NumbersBaseline.exactMatches(dates));
    }

    private static void translate(Path file, List<String> written, Backend backend) {
        try (Checkpoint checkpoint = Checkpoint.load(file);
                Sequential model = checkpoint.createModel(backend);
                DateTranslator translator = new DateTranslator(model)) {
            translator.translate(written).forEach(System.out::println);
        }
    }

    private static void draw(Path file, String written, Path png, Backend backend) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.load(file);
                Sequential model = checkpoint.createModel(backend);
                DateTranslator translator = new DateTranslator(model)) {
            String iso = translator.translate(List.of(written)).get(0);
            AttentionPicture.write(translator.attention(written, iso), written, iso, png);
            System.out.println(iso);
        }
    }

    private static void fail(String message) {
        System.err.println(message);
        System.exit(2);
    }
}
