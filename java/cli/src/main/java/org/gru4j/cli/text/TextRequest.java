package org.gru4j.cli.text;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.gru4j.train.Budget;

/**
 * What a user asks for.
 *
 * @param corpus null if not given
 * @param budget null if not given
 * @param directory null if not given
 * @param resume whether to go on with the run in {@code directory}
 * @param settings puts what was given in place of other settings
 */
public record TextRequest(Path corpus, Budget budget, Path directory, boolean resume,
                          UnaryOperator<TextSettings> settings) {}
