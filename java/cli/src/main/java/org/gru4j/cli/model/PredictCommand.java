package org.gru4j.cli.model;

import java.util.concurrent.Callable;
import org.gru4j.cli.option.ModelUseOptions;
import org.gru4j.tasks.SavedModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code gru4j predict}. */
@Command(
        name = "predict",
        sortOptions = false,
        description = "Predict with a trained model: forecast, recommend items or recognise words.")
public final class PredictCommand implements Callable<Integer> {
    @Mixin
    private ModelUseOptions use;

    @Override
    public Integer call() {
        return use.run(SavedModel::prediction);
    }
}
