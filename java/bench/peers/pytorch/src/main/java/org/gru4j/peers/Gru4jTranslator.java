package org.gru4j.peers;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Backends;
import org.gru4j.data.Batch;
import org.gru4j.layer.Pass;
import org.gru4j.loss.SoftmaxCrossEntropy;
import org.gru4j.measure.GruTask;
import org.gru4j.measure.TaskData;
import org.gru4j.measure.peer.Peer;
import org.gru4j.measure.peer.PeerServer;
import org.gru4j.model.ModelWeights;
import org.gru4j.model.Sequential;
import org.gru4j.optim.Optimizer;
import org.gru4j.optim.OptimizerSpec;
import org.gru4j.tensor.Tensor;

/** The {@link Translator} in gru4j, on its backend "onednn". */
public final class Gru4jTranslator implements Peer {
    private final Backend backend = Backends.named("onednn");

    public static void main(String[] args) throws IOException {
        PeerServer.serve(Gru4jTranslator::new);
    }

    @Override
    public Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>(backend.properties());
        properties.put("threads", Integer.toString(backend.threads()));
        return properties;
    }

    @Override
    public Peer.Step prepare(GruTask task, TaskData data) {
        return new Step(new Translator(task.shape()), backend);
    }

    private static final class Step implements Peer.Step {
        private final Sequential model;
        private final Pass pass;
        private final Optimizer optimizer;
        private final SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();
        private final Batch batch;
        private float[] y = new float[0];

        Step(Translator translator, Backend backend) {
            int steps = translator.shape().steps();
            int size = translator.shape().batch();
            model = new ModelWeights(translator.spec(), translator.parameters()).createModel(backend);
            pass = Pass.training(backend).reusingTensors();
            optimizer = new OptimizerSpec.Adam().create(model.parameters());
            Batch source = Batch.ofIds(steps, size);
            Batch target = Batch.ofIds(steps, size);
            Batch next = Batch.ofParts(steps, size).withClassPerStep();
            System.arraycopy(translator.tokens("source"), 0, source.ids(), 0, steps * size);
            System.arraycopy(translator.tokens("target"), 0, target.ids(), 0, steps * size);
            System.arraycopy(translator.tokens("next"), 0, next.targets(), 0, steps * size);
            batch = Batch.ofParts(steps, size)
                    .withInput("source", source)
                    .withInput("target", target)
                    .withTarget("next", next);
        }

        @Override
        public void run() {
            run(false);
        }

        private void run(boolean keep) {
            pass.begin(null);
            Tensor logits = model.forward(pass, batch, null);
            Tensor dLogits = pass.scope().allocateUninitialized("dLogits", logits.dim(0), logits.dim(1), logits.dim(2));
            loss.compute(logits, batch.target("next"), dLogits);
            model.parameters().zeroGradients();
            model.backward(pass, dLogits);
            if (keep) {
                y = logits.toArray();
            }
            pass.end();
            if (Translator.updates() && !keep) {
                optimizer.step(Translator.RATE);
            }
        }

        /** Of one more step, which updates nothing. */
        @Override
        public float[] y() {
            run(true);
            return y;
        }

        @Override
        public float[] dx() {
            return model.parameters().gradient("embedding.W").toArray();
        }

        @Override
        public float[] weightGradients() {
            Map<String, float[]> gradients = new LinkedHashMap<>();
            for (String name : model.parameters().names()) {
                gradients.put(name, model.parameters().gradient(name).toArray());
            }
            return Translator.concatenated(gradients);
        }

        @Override
        public void close() {
            optimizer.close();
            pass.close();
            model.close();
        }
    }
}
