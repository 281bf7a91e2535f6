package org.gru4j.cli.sessions;

import static org.gru4j.cli.option.Given.or;

import org.gru4j.cli.option.Sentences;
import org.gru4j.tasks.sessions.SessionDefaults;
import org.gru4j.tasks.sessions.SessionLoss;
import org.gru4j.tasks.sessions.SessionSettings;
import picocli.CommandLine.Option;

/** The options that shape a session model and its training. */
final class SessionSettingsOptions {
    @Option(
            names = "--loss",
            paramLabel = "softmax|sampled-softmax|bpr-max",
            description = "What is learned from: the next item among all, or among those that the batch has and those"
                    + " drawn (default: sampled-softmax).")
    private SessionLoss loss;

    @Option(
            names = "--samples",
            paramLabel = "S",
            description = "Items drawn in addition to the batch's, if the loss samples (default: "
                    + SessionDefaults.SAMPLES + ").")
    private Integer samples;

    @Option(names = "--hidden", paramLabel = "H", description = Sentences.HIDDEN_OF_ONE + SessionDefaults.HIDDEN + ").")
    private Integer hidden;

    @Option(
            names = "--embedding",
            paramLabel = "E",
            description = "Features of an item (default: " + SessionDefaults.EMBEDDING + ").")
    private Integer embedding;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Sessions that are read side by side (default: " + SessionDefaults.BATCH + ").")
    private Integer batch;

    @Option(
            names = "--sequence-length",
            paramLabel = "T",
            description = "Clicks of a session between two updates (default: " + SessionDefaults.SEQUENCE_LENGTH + ").")
    private Integer sequenceLength;

    @Option(
            names = "--dropout",
            paramLabel = "P",
            description = "Probability of a zero in what the GRU reads and in what it emits in training (default: "
                    + SessionDefaults.DROPOUT + ").")
    private Double dropout;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            description = Sentences.LEARNING_RATE + SessionDefaults.LEARNING_RATE + ").")
    private Double learningRate;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            description = "Of generated clicks, of the initial parameters, and of all that is drawn in training"
                    + " (default: " + SessionDefaults.SEED + ").")
    private Long seed;

    /** These options, and {@code base} for what was not given. */
    SessionSettings over(SessionSettings base) {
        return new SessionSettings(
                or(loss, base.loss()),
                or(samples, base.samples()),
                or(hidden, base.hidden()),
                or(embedding, base.embedding()),
                or(batch, base.batch()),
                or(sequenceLength, base.sequenceLength()),
                or(dropout, base.dropout()),
                or(learningRate, base.learningRate()),
                or(seed, base.seed()),
                base.sessionColumn(),
                base.itemColumn(),
                base.timeColumn(),
                base.items(),
                base.sessions(),
                base.successors(),
                base.skew());
    }
}
