package org.gru4j.model;

import java.util.Arrays;
import java.util.List;
import org.gru4j.backend.Lengths;
import org.gru4j.layer.Join;
import org.gru4j.layer.Layer;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.Pass;
import org.gru4j.layer.Recurrent;
import org.gru4j.layer.RecurrentJoin;
import org.gru4j.layer.TokenLayer;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The values that a model's nodes emit in a step of a pass, and their gradients. Places count the inputs first, then
 * the nodes. Arrays are allocated once; a step allocates nothing here. Not thread-safe, like its pass.
 */
final class ModelRun implements Pass.Slot {
    private static final String GRADIENT_SUM = "sum of gradients";

    private final ModelNodes nodes;
    private final @Nullable Tensor[] values;
    private final int[] @Nullable [] ids;
    /** By place; null where no gradient was added yet. */
    private final @Nullable Tensor[] gradients;
    /** By place: whether the gradient is a sum in its own memory, which more gradients are added to in place. */
    private final boolean[] summed;
    /** By place: the gradients of the final states of recurrent nodes. */
    private final @Nullable Tensor[] stateGradients;

    private final Inputs[] inputs;
    /** The numbers of steps, by their number in {@link ModelSteps}. */
    private final int[] steps;

    private final int[] @Nullable [] lengths;
    /** Memory for lengths that are derived from other lengths. */
    private final int[][] ownLengths;

    private int batch;
    private @Nullable Pass pass;

    ModelRun(ModelNodes nodes) {
        this.nodes = nodes;
        int places = nodes.places();
        values = new Tensor[places];
        ids = new int[nodes.inputs()][];
        gradients = new Tensor[places];
        summed = new boolean[places];
        stateGradients = new Tensor[places];
        inputs = new Inputs[places];
        for (int place = nodes.inputs(); place < places; place++) {
            inputs[place] = new Inputs(nodes.reads(place));
        }
        int count = nodes.origins().size();
        steps = new int[count];
        lengths = new int[count][];
        ownLengths = new int[count][];
        Arrays.setAll(ownLengths, k -> new int[0]);
    }

    /** What a join reads: the nodes at these places. */
    private final class Inputs implements Join.Inputs {
        private final int[] reads;

        Inputs(int[] reads) {
            this.reads = reads;
        }

        @Override
        public int count() {
            return reads.length;
        }

        @Override
        public Tensor value(int k) {
            return ModelRun.this.value(reads[k]);
        }

        @Override
        public int @Nullable [] lengths(int k) {
            return lengthsOf(reads[k]);
        }

        @Override
        public @Nullable Layer producer(int k) {
            return nodes.producer(reads[k]);
        }

        @Override
        public void addGradient(int k, Tensor gradient) {
            ModelRun.this.addGradient(reads[k], gradient);
        }

        @Override
        public void addStateGradient(int k, Tensor gradient) {
            int place = reads[k];
            Tensor before = stateGradients[place];
            if (before == null) {
                stateGradients[place] = gradient;
            } else {
                Tensor sum = copy(before);
                running().backend().elementwise().add(gradient, sum);
                stateGradients[place] = sum;
            }
        }
    }

    private Pass running() {
        if (pass == null) {
            throw new IllegalStateException("model: needs a forward in this step first");
        }
        return pass;
    }

    /** Begins a forward. */
    void begin(Pass newPass) {
        forget();
        pass = newPass;
        batch = 0;
    }

    /**
     * Sets the values of an input of features, [T,N,I], or [1,N,I] for one step per sequence.
     *
     * @param inputLengths the pass's own lengths, or others, which are copied; null if all rows are full
     */
    void give(int place, Tensor x, int @Nullable [] inputLengths) {
        if (nodes.isReadByJoin(place)) { // layers check their input themselves, with their names in the message
            Layer.requireInput(nodes.name(place), x, nodes.features(place));
        }
        values[place] = x;
        if (x.shape().rank() == 3) {
            giveSteps(place, x.dim(0), x.dim(1), inputLengths);
        }
    }

    /**
     * Sets an input of token ids [T,N].
     *
     * @param inputLengths the pass's own lengths, or others, which are copied; null if all rows are full
     */
    void give(int place, int[] tokens, int inputSteps, int size, int @Nullable [] inputLengths) {
        ids[place] = tokens;
        giveSteps(place, inputSteps, size, inputLengths);
    }

    private void giveSteps(int place, int inputSteps, int size, int @Nullable [] inputLengths) {
        if (batch != 0 && size != batch) {
            throw new ShapeException("input '" + nodes.name(place) + "': expected " + batch
                    + " sequences, as many as input '" + nodes.name(0) + "' has, but got " + size);
        }
        batch = size;
        int number = nodes.steps(place);
        if (number == ModelSteps.ONE_STEP) {
            if (inputSteps != 1) {
                throw new ShapeException("input '" + nodes.name(place)
                        + "': expected a single step for each sequence but got " + inputSteps);
            }
        } else {
            steps[number] = inputSteps;
            lengths[number] = inputLengths == null || inputLengths == running().lengthsInUse()
                    ? inputLengths
                    : checked(number, inputLengths);
        }
    }

    private int[] checked(int number, int[] given) {
        int[] own = own(number, given.length);
        System.arraycopy(given, 0, own, 0, given.length);
        Lengths.require(own, batch, steps[number]);
        return own;
    }

    private int[] own(int number, int size) {
        if (ownLengths[number].length != size) {
            ownLengths[number] = new int[size];
        }
        return ownLengths[number];
    }

    /**
     * Runs all nodes in order.
     *
     * @param state recurrent nodes start from these states, which are then replaced by the final states; null to start
     *     from zeros
     */
    void forward(@Nullable RecurrentState state) {
        Pass own = running();
        int[] before = own.lengthsInUse();
        deriveSteps();
        int next = 0;
        for (int place = nodes.inputs(); place < values.length; place++) {
            int read = nodes.reads(place)[0];
            own.useLengths(lengthsOf(read));
            if (state != null && nodes.layer(place) instanceof Recurrent recurrent) {
                Tensor carried = state.of(next++);
                values[place] = recurrent.forward(own, value(read), carried);
                carried.copyFrom(recurrent.lastState(own));
            } else {
                forward(own, place, read);
            }
        }
        own.useLengths(before);
    }

    /** Copies what another pass computed for the nodes that are not selected; valid until that pass's step ends. */
    void copyContext(ModelRun other, boolean[] selected) {
        for (int place = 0; place < values.length; place++) {
            if (!selected[place]) {
                values[place] = other.values[place];
            }
        }
        System.arraycopy(other.steps, 0, steps, 0, steps.length);
        System.arraycopy(other.lengths, 0, lengths, 0, lengths.length);
        batch = other.batch;
    }

    /**
     * Runs some of the nodes.
     *
     * @param selected by place
     * @param wanted true runs the selected nodes, false the others
     * @param states by place, for nodes that carry states, null for other places; replaced by the final states
     * @param carried whether nodes start from {@code states}; otherwise from zeros, or from the states that another
     *     node emits
     */
    void forwardPart(boolean[] selected, boolean wanted, @Nullable Tensor[] states, boolean carried) {
        Pass own = running();
        deriveSteps();
        for (int place = nodes.inputs(); place < values.length; place++) {
            if (selected[place] != wanted) {
                continue;
            }
            int read = nodes.reads(place)[0];
            own.useLengths(lengthsOf(read));
            Tensor state = states[place];
            if (state != null && nodes.producer(place) instanceof Recurrent recurrent) {
                boolean joins = nodes.layer(place) == null;
                values[place] = carried || !joins
                        ? recurrent.forward(own, value(read), carried ? state : null)
                        : nodes.join(place).forward(own, inputs[place]);
                state.copyFrom(recurrent.lastState(own));
            } else {
                forward(own, place, read);
            }
        }
        own.useLengths(null);
    }

    private void forward(Pass own, int place, int read) {
        Layer layer = nodes.layer(place);
        if (layer == null) {
            values[place] = nodes.join(place).forward(own, inputs[place]);
        } else if (layer instanceof TokenLayer tokens) {
            values[place] = tokens.forward(own, idsOf(read), steps[nodes.steps(read)], batch);
        } else {
            values[place] = layer.forward(own, value(read));
        }
    }

    private void deriveSteps() {
        List<ModelSteps.Origin> origins = nodes.origins();
        for (int k = 0; k < steps.length; k++) {
            LayerSpec layer = origins.get(k).layer();
            if (layer != null) {
                int from = origins.get(k).from();
                steps[k] = layer.outputSteps(steps[from]);
                lengths[k] = derive(layer, lengths[from], k);
            }
        }
    }

    private int @Nullable [] derive(LayerSpec layer, int @Nullable [] from, int k) {
        if (from == null) {
            return null;
        }
        int[] own = own(k, from.length);
        for (int n = 0; n < from.length; n++) {
            own[n] = from[n] == 0 ? 0 : layer.outputSteps(from[n]);
        }
        return own;
    }

    /** Runs backward, last to first, all nodes that have received a gradient. */
    void backward() {
        Pass own = pass;
        if (own == null) {
            throw new IllegalStateException(nodes.name(values.length - 1)
                    + ": backward needs a forward in the same step, and runs only once for each forward");
        }
        int[] before = own.lengthsInUse();
        for (int place = values.length - 1; place >= nodes.inputs(); place--) {
            Tensor dy = gradients[place];
            Tensor ds = stateGradients[place];
            if (dy == null && ds == null) {
                continue;
            }
            int read = nodes.reads(place)[0];
            own.useLengths(lengthsOf(read));
            Layer layer = nodes.layer(place);
            if (layer == null) {
                if (nodes.join(place) instanceof RecurrentJoin recurrent) {
                    recurrent.backward(own, dy, ds, inputs[place]);
                } else {
                    nodes.join(place).backward(own, requireGradient(dy, place), inputs[place]);
                }
                continue;
            }
            Tensor dx = ds == null
                    ? layer.backward(own, requireGradient(dy, place))
                    : nodes.cells(place).backward(own, dy, ds);
            if (dx != null) {
                addGradient(read, dx);
            } else if (read >= nodes.inputs()) {
                throw new IllegalStateException("node '" + nodes.name(place) + "': its backward gave no gradient for '"
                        + nodes.name(read) + "', which it reads: only a layer that reads an input of the model may");
            }
        }
        own.useLengths(before);
    }

    private Tensor requireGradient(@Nullable Tensor gradient, int place) {
        if (gradient == null) {
            throw new IllegalStateException("node '" + nodes.name(place) + "': no gradient has come to it");
        }
        return gradient;
    }

    /**
     * Adds to the gradient of the values at a place. The first gradient is kept without copying; a second one is added
     * in a copy.
     */
    void addGradient(int place, Tensor gradient) {
        Tensor before = gradients[place];
        if (before == null) {
            gradients[place] = gradient;
            return;
        }
        if (!summed[place]) {
            before = copy(before);
            gradients[place] = before;
            summed[place] = true;
        }
        running().backend().elementwise().add(gradient, before);
    }

    private Tensor copy(Tensor tensor) {
        return running()
                .scope()
                .allocateUninitialized(GRADIENT_SUM, tensor.dim(0), tensor.dim(1), tensor.dim(2))
                .copyFrom(tensor);
    }

    Tensor value(int place) {
        Tensor value = values[place];
        if (value == null) {
            throw new IllegalStateException("node '" + nodes.name(place) + "': needs a forward in this step first");
        }
        return value;
    }

    private int[] idsOf(int place) {
        int[] tokens = ids[place];
        if (tokens == null) {
            throw new IllegalStateException("input '" + nodes.name(place) + "': expected token ids but got none");
        }
        return tokens;
    }

    /** Returns the gradient at a place; null for token ids, and before backward. */
    @Nullable
    Tensor gradient(int place) {
        return gradients[place];
    }

    /**
     * Returns the lengths of the sequences that a place emits; null if all rows are full, or it emits a single step.
     */
    int @Nullable [] lengthsOf(int place) {
        int number = nodes.steps(place);
        return number == ModelSteps.ONE_STEP ? null : lengths[number];
    }

    private void forget() {
        Arrays.fill(values, null);
        Arrays.fill(ids, null);
        Arrays.fill(gradients, null);
        Arrays.fill(summed, false);
        Arrays.fill(stateGradients, null);
        Arrays.fill(lengths, null);
        pass = null;
    }

    @Override
    public void end() {
        forget();
    }

    @Override
    public void close() {
        forget();
    }
}
