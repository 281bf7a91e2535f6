package org.gru4j.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.gru4j.layer.Parameters;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;
import org.gru4j.model.RecurrentState;
import org.gru4j.optim.OptimizerSpec;
import org.gru4j.optim.Schedule;
import org.gru4j.safetensors.FloatSource;
import org.gru4j.safetensors.ShapedFloats;
import org.gru4j.train.EarlyStopping;
import org.gru4j.train.Trainer;

/**
 * The metadata and tensors that a {@link Checkpoint} is written from. Tensors are not copied, but read while they are
 * written.
 */
record CheckpointContent(Map<String, String> metadata, Map<String, FloatSource> tensors) {
    static CheckpointContent of(ModelWeights weights, Map<String, String> task) {
        return ofModel(
                weights.spec(),
                name -> FloatSource.of(new ShapedFloats(weights.shape(name), weights.values(name))),
                task);
    }

    static CheckpointContent of(Trainer trainer, Map<String, String> task) {
        Parameters parameters = trainer.model().parameters();
        CheckpointContent content =
                ofModel(trainer.model().spec(), name -> FloatSource.of(parameters.value(name)), task);
        content.addTraining(trainer);
        return content;
    }

    /** @param parameters returns a parameter by its name; called once for each */
    private static CheckpointContent ofModel(
            ModelSpec model, Function<String, FloatSource> parameters, Map<String, String> task) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(CheckpointFormat.KEY_FORMAT, Integer.toString(CheckpointFormat.VERSION));
        metadata.put(ModelSpec.METADATA_KEY, model.toJson());
        task.forEach((key, value) -> metadata.put(CheckpointFormat.TASK + key, value));
        Map<String, FloatSource> tensors = new LinkedHashMap<>();
        model.layout().shapes().keySet().forEach(name -> tensors.put(name, parameters.apply(name)));
        return new CheckpointContent(metadata, tensors);
    }

    private void addTraining(Trainer trainer) {
        addJson(CheckpointFormat.KEY_OPTIMIZER, trainer.optimizer().spec(), OptimizerSpec.class);
        addJson(CheckpointFormat.KEY_POSITION, trainer.position(), Trainer.Position.class);
        addJson(CheckpointFormat.KEY_STEPS_BEGUN, trainer.stepsBegun(), Long.class);
        addJson(CheckpointFormat.KEY_SCHEDULE, trainer.scheduleState(), Schedule.State.class);
        addJson(CheckpointFormat.KEY_EARLY_STOPPING, trainer.earlyStoppingState(), EarlyStopping.State.class);
        trainer.optimizer()
                .state()
                .forEach((name, tensor) ->
                        tensors.put(CheckpointFormat.OPTIMIZER_TENSORS + name, FloatSource.of(tensor)));
        RecurrentState state = trainer.state();
        for (int k = 0; state != null && k < state.size(); k++) {
            tensors.put(CheckpointFormat.STATE_TENSORS + k, FloatSource.of(state.of(k)));
        }
        if (trainer.bestValues() != null) {
            tensors.put(CheckpointFormat.BEST_TENSOR, FloatSource.of(trainer.bestValues()));
        }
    }

    private <V> void addJson(String key, V value, Class<V> type) {
        metadata.put(key, JsonMetadata.json(value, type));
    }
}
