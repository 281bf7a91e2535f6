package org.gru4j.cli.run;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.gru4j.train.Budget;

/**
 * What a user asks for.
 *
 * @param data null if not given
 * @param budget null if not given
 * @param directory null if not given
 * @param resume whether to go on with the run in {@code directory}
 * @param settings puts what was given in place of other settings
 */
public record RunRequest<S>(Path data, Budget budget, Path directory, boolean resume, UnaryOperator<S> settings) {}
