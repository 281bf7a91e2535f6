package org.gru4j.layer;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.random.CounterRandom;
import org.gru4j.recurrent.GruMasks;
import org.gru4j.recurrent.RecurrentSpec;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The masks of a {@link RecurrentSpec}'s rates, for batches of one shape. With p the rates:
 * <pre>
 *   training:  m [N,H]   = 0 with probability p, else 1/(1−p)     z [T,N,H] = 0 with probability p, else 1
 *   inference: none                                               z = 1−p
 * </pre>
 * Numbers are drawn by the rule of {@link CounterRandom}. The directions of a layer have different masks.
 */
final class DrawnMasks {
    private static final int BLOCK = 1024;

    private final String name;
    private final RecurrentSpec spec;
    private final boolean training;
    private final int batch;
    /** One for each layer and direction; empty if all rates are 0. */
    private final List<GruMasks> masks = new ArrayList<>();

    private final long[] statePlaces;
    private final long[] updatePlaces;
    private final float[] block;

    /**
     * @param name of the layer; layers with different names draw different numbers
     * @param scope owns the masks
     */
    DrawnMasks(String name, RecurrentSpec spec, Scope scope, boolean training, int steps, int batch) {
        this.name = name;
        this.spec = spec;
        this.training = training;
        this.batch = batch;
        boolean state = training && spec.recurrentDropout() > 0;
        boolean update = spec.zoneout() > 0;
        statePlaces = new long[spec.kernelCount()];
        updatePlaces = new long[spec.kernelCount()];
        block = training && (state || update) ? new float[BLOCK] : new float[0];
        for (int k = 0; (state || update) && k < spec.kernelCount(); k++) {
            String stateName = StackedCells.prefix(name, spec, k) + ".stateMask";
            String updateName = StackedCells.prefix(name, spec, k) + ".updateMask";
            statePlaces[k] = stateName.hashCode();
            updatePlaces[k] = updateName.hashCode();
            if (training || k == 0) {
                Tensor stateMask = state ? scope.allocate(stateName, batch, spec.hiddenSize()) : null;
                Tensor updateMask = update ? scope.allocate(updateName, steps, batch, spec.hiddenSize()) : null;
                if (!training && updateMask != null) {
                    updateMask.fill(keptUpdate(spec));
                }
                masks.add(new GruMasks(stateMask, updateMask));
            } else {
                masks.add(masks.get(0));
            }
        }
    }

    /** Returns 1−p, the value of the update's mask in inference. */
    static float keptUpdate(RecurrentSpec spec) {
        return (float) (1 - spec.zoneout());
    }

    /** Draws the masks for the current step of {@code pass} and this model. Does nothing in inference. */
    void draw(Pass pass, Object model) {
        if (!training || masks.isEmpty()) {
            return;
        }
        pass.requireRandom(name);
        for (int k = 0; k < masks.size(); k++) {
            GruMasks mask = masks.get(k);
            if (mask.state() != null) {
                draw(pass, mask.state(), pass.randomKey(model, statePlaces[k]), spec.recurrentDropout(), (float)
                        (1 / (1 - spec.recurrentDropout())));
            }
            if (mask.update() != null) {
                draw(pass, mask.update(), pass.randomKey(model, updatePlaces[k]), spec.zoneout(), 1);
            }
        }
    }

    /** Sets each element of [N,H] or [T,N,H] to 0 with probability p, and otherwise to {@code kept}. */
    private void draw(Pass pass, Tensor mask, long key, double p, float kept) {
        int width = batch * spec.hiddenSize();
        long first = (long) pass.firstRow() * spec.hiddenSize();
        long stride = (long) pass.batchRows(batch) * spec.hiddenSize();
        for (int t = 0; t * width < mask.size(); t++) {
            for (int from = 0; from < width; from += BLOCK) {
                int length = Math.min(BLOCK, width - from);
                for (int e = 0; e < length; e++) {
                    block[e] = CounterRandom.uniform(key, t * stride + first + from + e) < p ? 0 : kept;
                }
                mask.write(t * width + from, block, 0, length);
            }
        }
    }

    /** Returns the masks of the k-th kernel; null if there are none. */
    @Nullable
    GruMasks of(int k) {
        return masks.isEmpty() ? null : masks.get(k);
    }
}
