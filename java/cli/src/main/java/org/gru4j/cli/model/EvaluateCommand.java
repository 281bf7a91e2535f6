package org.gru4j.cli.model;

import java.util.concurrent.Callable;
import org.gru4j.cli.option.ModelUseOptions;
import org.gru4j.tasks.SavedModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code gru4j evaluate}. */
@Command(name = "evaluate", sortOptions = false, description = "Score a trained model on data that it has not seen.")
public final class EvaluateCommand implements Callable<Integer> {
    @Mixin
    private ModelUseOptions use;

    @Override
    public Integer call() {
        return use.run(SavedModel::evaluation);
    }
}
