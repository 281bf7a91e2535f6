package org.gru4j.model;

import java.util.Set;
import org.gru4j.argument.Arguments;
import org.gru4j.data.Batch;
import org.gru4j.layer.Parameters;
import org.gru4j.layer.Pass;
import org.gru4j.layer.Recurrent;
import org.gru4j.lifetime.Closing;
import org.gru4j.lifetime.Occupancy;
import org.gru4j.lifetime.Watch;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Runs a model one step at a time over an input of token ids, for many sequences at once, to generate sequences. Nodes
 * that do not depend on that input, for example an encoder, run once for each {@link #begin}. All other nodes run at
 * each {@link #step}; recurrent ones continue from their states.
 *
 * <pre>
 *   try (SequenceDecoder decoder = new SequenceDecoder(model, "target", "next")) {
 *       decoder.begin(batchOfSources, n);
 *       Tensor scores = decoder.step(tokens);       // [1,N,V] after each sequence's next token
 *   }
 * </pre>
 *
 * T steps give the same result as one forward over [T,N], except for rounding. A decoder owns its memory, not the
 * model. The model can't be closed before the decoder.
 *
 * <p>Not thread-safe: concurrent use, or closing it while it runs, throws an IllegalStateException.
 */
public final class SequenceDecoder implements AutoCloseable {
    private static final Watch.Kind KIND = new Watch.Kind("a decoder");

    private final Sequential model;
    private final String input;
    private final String output;
    private final boolean[] stepPlaces;
    private final Parameters.Hold hold;
    private final Pass contextPass;
    private final Pass stepPass;
    private final Occupancy occupancy = Occupancy.of("decoder");
    private final Scope scope;
    private final Watch watch;
    /** By place, for the nodes that run at each step and carry states; null for other places. */
    private @Nullable Tensor[] states;

    private int rows;
    private int steps;

    /**
     * Creates a decoder.
     *
     * @param input the name of the input of token ids that is read step by step
     * @param output the name of the output that each step returns
     * @throws IllegalArgumentException if there is no such input of token ids or output, or a node can't run step by
     *     step
     */
    public SequenceDecoder(Sequential model, String input, String output) {
        ModelSpec spec = model.spec();
        if (spec.inputs().stream().noneMatch(one -> one.name().equals(input) && one.isTokens())) {
            throw new IllegalArgumentException(
                    "decoder: expected an input of token ids, but '" + input + "' is none of " + spec.inputs());
        }
        StepNodes.require(spec, input, "a decoder");
        this.model = model;
        this.input = input;
        this.output = output;
        Set<String> dependent = StepNodes.of(spec, input);
        String outputNode = spec.outputs().stream()
                .filter(one -> one.name().equals(output))
                .map(ModelOutput::node)
                .findFirst()
                .orElse("");
        if (!dependent.contains(outputNode)) {
            throw new IllegalArgumentException("decoder: expected an output that depends on input '" + input
                    + "', but '" + output + "' is none of those: " + spec.outputs());
        }
        stepPlaces = new boolean[spec.inputs().size() + spec.nodes().size()];
        for (int k = 0; k < spec.nodes().size(); k++) {
            stepPlaces[spec.inputs().size() + k] =
                    dependent.contains(spec.nodes().get(k).name());
        }
        states = new Tensor[stepPlaces.length];
        hold = model.parameters().hold("decoder");
        scope = Scope.partOf(model.backend(), occupancy);
        contextPass = Watch.makeParts(() -> Pass.inference(model.backend()));
        stepPass = Watch.makeParts(() -> Pass.inference(model.backend()).reusingTensors());
        watch = Watch.of(this, KIND, null);
    }

    /**
     * Starts new sequences. Runs all nodes that do not depend on the decoder's input, and resets all states.
     *
     * @param context the model's other inputs; null if there are none
     * @param sequences N
     */
    public void begin(@Nullable Batch context, int sequences) {
        Arguments.requirePositive("sequences", sequences);
        enter();
        try {
            contextPass.end();
            contextPass.begin(null);
            if (sequences != rows) {
                allocateStates(sequences);
            }
            steps = 0;
            ModelRun run = model.run(contextPass);
            run.begin(contextPass);
            for (int k = 0; k < model.spec().inputs().size(); k++) {
                ModelInput one = model.spec().inputs().get(k);
                if (one.name().equals(input)) {
                    continue;
                }
                if (context == null) {
                    throw new IllegalArgumentException(
                            "decoder: expected a batch with input '" + one.name() + "' but got none");
                }
                if (context.input(one.name()).size() != sequences) {
                    throw new ShapeException("decoder: input '" + one.name() + "': expected " + sequences
                            + " sequences but got " + context.input(one.name()).size());
                }
                model.give(run, k, contextPass, context);
            }
            model.runPart(run, stepPlaces, false, new Tensor[states.length], false);
        } finally {
            leave();
        }
    }

    private void allocateStates(int sequences) {
        rows = 0;
        @Nullable Tensor[] all = new Tensor[states.length];
        for (int place = 0; place < all.length; place++) {
            Recurrent recurrent = stepPlaces[place] ? model.recurrentAt(place) : null;
            if (recurrent != null) {
                all[place] = scope.allocate(
                        "state of " + recurrent.name(), recurrent.recurrence().shape(sequences));
            }
        }
        states = all;
        rows = sequences;
    }

    /** Returns N of the last {@link #begin}. */
    public int sequences() {
        return rows;
    }

    /**
     * Reads the next token of each sequence.
     *
     * @param tokens [N]
     * @return the output [1,N,O]; valid until the next step
     * @throws IllegalStateException before {@link #begin}
     */
    public Tensor step(int... tokens) {
        enter();
        try {
            if (rows == 0) {
                throw new IllegalStateException("decoder: step before begin; call begin first");
            }
            if (tokens.length != rows) {
                throw new ShapeException("tokens [N]: expected " + rows + " but got " + tokens.length);
            }
            stepPass.end();
            stepPass.begin(null);
            ModelRun run = model.run(stepPass);
            run.begin(stepPass);
            run.copyContext(model.run(contextPass), stepPlaces);
            run.give(model.inputPlace(input), tokens.clone(), 1, rows, null);
            model.runPart(run, stepPlaces, true, states, steps > 0);
            steps++;
            return model.output(stepPass, output);
        } finally {
            leave();
        }
    }

    /**
     * Reorders the rows: row n continues sequence {@code from[n]}, with its states. This is for searches that keep
     * several continuations of a sequence; the context of the rows does not change.
     *
     * @param from [N] row indices; the same row may occur several times
     */
    public void reorder(int... from) {
        enter();
        try {
            if (from.length != rows) {
                throw new ShapeException("rows [N]: expected " + rows + " but got " + from.length);
            }
            for (int row : from) {
                Arguments.requireNotNegative("row", row);
                if (row >= rows) {
                    throw new IllegalArgumentException("row: expected one of " + rows + " but got " + row);
                }
            }
            for (Tensor state : states) {
                if (state != null) {
                    reorder(state, from);
                }
            }
        } finally {
            leave();
        }
    }

    private static void reorder(Tensor state, int[] from) {
        float[] before = state.toArray();
        int batch = state.dim(1);
        int size = state.dim(2);
        for (int k = 0; k < state.dim(0); k++) {
            for (int n = 0; n < batch; n++) {
                state.write((k * batch + n) * size, before, (k * batch + from[n]) * size, size);
            }
        }
    }

    private void enter() {
        occupancy.enter();
    }

    private void leave() {
        occupancy.leave();
    }

    /**
     * Frees the decoder's memory. Idempotent.
     *
     * @throws IllegalStateException if a thread is inside it; nothing has changed then
     */
    @Override
    public void close() {
        if (occupancy.close()) {
            Closing.all(watch::close, stepPass, contextPass, scope, hold);
        }
    }
}
