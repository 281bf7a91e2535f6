package org.gru4j.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.gru4j.backend.reference.ReferenceStack;
import org.gru4j.random.CounterRandom;
import org.gru4j.recurrent.RecurrentSpec;
import org.jspecify.annotations.Nullable;

/** Creates {@link RecurrentCase}s of layers of any cell. Thread-safe: it has no state. */
public final class RecurrentCases {
    /** Which masks each layer and direction has. */
    public enum Masks {
        NONE,
        STATE,
        UPDATE,
        BOTH;

        private boolean state() {
            return this == STATE || this == BOTH;
        }

        private boolean update() {
            return this == UPDATE || this == BOTH;
        }
    }

    /** Values of a dropout mask with a rate of ⅕. */
    private static final double[] STATE_MASK = {0, 1.25, 1.25, 1.25, 1.25};
    /** Values of a zoneout mask with a rate of ¼, in training and in inference. */
    private static final double[] UPDATE_MASK = {0, 1, 1, 1, 0.75};

    private RecurrentCases() {}

    /** Returns a case of the given dimensions, with an initial state, both upstream gradients, and no masks. */
    public static RecurrentCase of(RecurrentSpec spec, int steps, int batch, boolean ragged, long seed) {
        return of(spec, steps, batch, ragged, Masks.NONE, seed);
    }

    /** Returns a case of the given dimensions and masks, with an initial state and both upstream gradients. */
    public static RecurrentCase of(RecurrentSpec spec, int steps, int batch, boolean ragged, Masks masks, long seed) {
        RandomCase.Rows rows = ragged ? RandomCase.Rows.RAGGED : RandomCase.Rows.FULL;
        return create(
                "seed " + seed,
                seed,
                spec,
                masks,
                new CaseFrame(steps, batch, rows, true, RandomCase.Upstream.BOTH, 1, 1));
    }

    static RecurrentCase create(String title, long seed, RecurrentSpec spec, Masks masks, CaseFrame frame) {
        CaseNumbers numbers =
                new CaseNumbers(new CounterRandom(seed, 0, spec.cell().isGru() ? 2 : 4));
        double bound = frame.weightBound(spec.hiddenSize());
        List<ReferenceStack.Weights> weights = new ArrayList<>();
        for (int k = 0; k < spec.kernelCount(); k++) {
            ReferenceStack.Weights zeros = ReferenceStack.Weights.zeros(spec, spec.layerOf(k));
            weights.add(new ReferenceStack.Weights(
                    numbers.next(zeros.w().length, bound),
                    numbers.next(zeros.u().length, bound),
                    zeros.b() == null ? null : numbers.next(zeros.b().length, bound)));
        }
        CaseFrame.Parts parts = frame.draw(
                numbers, spec.inputSize(), spec.outputSize(), spec.stateCount() * frame.batch() * spec.hiddenSize());
        String name = String.format(
                "%s: %s T=%d N=%d I=%d H=%d L=%d %s%s%s",
                title,
                RecurrentKernelCases.name(spec.cell()),
                frame.steps(),
                frame.batch(),
                spec.inputSize(),
                spec.hiddenSize(),
                spec.numLayers(),
                lower(spec.direction()),
                frame.suffix(spec.bias()),
                masks == Masks.NONE ? "" : ", masks: " + lower(masks));
        return new RecurrentCase(
                name,
                spec,
                frame.steps(),
                frame.batch(),
                weights,
                parts.x(),
                parts.h0(),
                parts.lengths(),
                masks(masks, spec, frame.steps(), parts.lengths(), frame.batch(), numbers),
                parts.dy(),
                parts.dhT(),
                frame.passes());
    }

    private static @Nullable List<ReferenceStack.Masks> masks(
            Masks masks, RecurrentSpec spec, int steps, int @Nullable [] lengths, int batch, CaseNumbers numbers) {
        if (masks == Masks.NONE) {
            return null;
        }
        int size = spec.hiddenSize();
        List<ReferenceStack.Masks> all = new ArrayList<>();
        for (int k = 0; k < spec.stateCount(); k++) {
            all.add(new ReferenceStack.Masks(
                    masks.state() ? numbers.pick(batch * size, STATE_MASK) : null,
                    masks.update()
                            ? CaseNumbers.padded(numbers.pick(steps * batch * size, UPDATE_MASK), lengths, batch, size)
                            : null));
        }
        return all;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
