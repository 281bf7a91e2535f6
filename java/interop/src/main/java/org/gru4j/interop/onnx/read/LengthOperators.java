package org.gru4j.interop.onnx.read;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.interop.onnx.format.OnnxFault;
import org.gru4j.interop.onnx.read.LayerOutput.OfLengths;
import org.gru4j.interop.onnx.read.LayerOutput.OfLengths.Kind;

/**
 * Reads the operators that use the lengths of rows outside of recurrent nodes. They compute the mean over the valid
 * steps, and the states of rows without valid steps:
 * <pre>
 *   valid[t,n] = t &lt; lengths[n]                         Range, Less
 *   mean[n]    = Σ_t where(valid, x, 0) ÷ max(lengths, 1)   Where, ReduceSum, Max, Div
 *   hT[n]      = where(lengths &gt; 0, hT, h0 or 0)         Greater, Where
 * </pre>
 */
final class LengthOperators {
    private final FeatureOperators features;
    private final ImportBudget reading;

    LengthOperators(FeatureOperators features, ImportBudget reading) {
        this.features = features;
        this.reading = reading;
    }

    private static boolean is(Value value, Kind kind) {
        return value instanceof Activation activity && activity.signal() instanceof OfLengths of && of.kind == kind;
    }

    private static OnnxFault unknown(OnnxNode node) {
        return node.fault("expected a part of the mean over the valid steps, or of the states of rows without steps,"
                + " but got " + node.input(0).describe()
                + (node.has(1) ? " and " + node.input(1).describe() : ""));
    }

    Value range(OnnxNode node) {
        if (!node.sizes(0).elements().equals(List.of(Dim.of(0)))
                || !node.sizes(2).elements().equals(List.of(Dim.ONE))
                || node.sizes(1).elements().size() != 1) {
            throw unknown(node);
        }
        return new Activation(
                new OfLengths(Kind.STEPS, null),
                List.of(List.of(new AxisFactor(
                        AxisFactor.Role.FIRST, node.sizes(1).elements().get(0)))));
    }

    Value less(OnnxNode node) {
        if (!is(node.input(0), Kind.STEPS) || !reading.isLengths(node.input(1))) {
            throw unknown(node);
        }
        List<List<AxisFactor>> steps = new ArrayList<>(node.activity(0).axes());
        List<List<AxisFactor>> rows = node.activity(1).axes();
        if (steps.size() != 2 || !steps.get(1).isEmpty() || rows.size() != 1) {
            throw unknown(node);
        }
        steps.set(1, rows.get(0));
        return new Activation(new OfLengths(Kind.VALID, null), steps);
    }

    Value greater(OnnxNode node) {
        if (!reading.isLengths(node.input(0))
                || !Constants.isZero(node.input(1))
                || node.input(1).rank() > 0) {
            throw unknown(node);
        }
        return new Activation(new OfLengths(Kind.ANY, null), node.activity(0).axes());
    }

    Value where(OnnxNode node) {
        Value condition = node.input(0);
        Activation x = node.activity(1);
        if (is(condition, Kind.VALID)
                && isSequence(x)
                && node.activity(0).rank() == 3
                && node.activity(0).axes().get(2).isEmpty()
                && node.activity(0).dims().get(0).equals(x.dims().get(0))
                && Constants.isZero(node.input(2))) {
            return new Activation(new OfLengths(Kind.KEPT, x.signal()), x.axes());
        }
        if (is(condition, Kind.ANY)
                && x.signal() instanceof States states
                && states.areFinal()
                && isState(node.input(2))) {
            return x;
        }
        throw unknown(node);
    }

    /** Returns whether a value can be the state of rows without steps: an initial state or zeros. */
    private static boolean isState(Value value) {
        return Constants.isZero(value)
                || value instanceof Activation initial
                        && (initial.signal() instanceof LayerOutput.Input
                                || initial.signal() instanceof LayerOutput.InitialStates);
    }

    /** Returns whether a value is arranged as [T,N,features] or [N,T,features]. */
    private static boolean isSequence(Activation x) {
        return x.rank() == 3 && x.outer(0) != null && x.outer(1) != null && x.isFeatures(2);
    }

    Value sum(OnnxNode node) {
        Activation x = node.activity(0);
        if (!is(x, Kind.KEPT)) {
            throw unknown(node);
        }
        List<Integer> axes = node.axes(1, x.rank());
        if (!List.of(0).equals(axes)) {
            throw node.fault("axes: expected only axis 0, that of the steps, but got " + axes);
        }
        return features.overSteps(node, x, new OfLengths(Kind.SUM, ((OfLengths) x.signal()).sequence()));
    }

    Value max(OnnxNode node) {
        if (node.inputCount() != 2
                || !reading.isLengths(node.input(0))
                || !(node.input(1) instanceof Weights one)
                || one.values().length != 1
                || one.values()[0] != 1) {
            throw unknown(node);
        }
        return new Activation(new OfLengths(Kind.COUNT, null), node.activity(0).axes());
    }

    Value divide(OnnxNode node) {
        if (!is(node.input(0), Kind.SUM) || !is(node.input(1), Kind.COUNT)) {
            throw unknown(node);
        }
        Activation x = node.activity(0);
        Activation count = node.activity(1);
        boolean rowByRow = x.outer(x.rank() - 2) != null
                && count.rank() == 2
                && count.outer(0) != null
                && count.axes().get(1).isEmpty();
        if (!rowByRow) {
            throw unknown(node);
        }
        return new Activation(
                new LayerOutput.Pooled(((OfLengths) x.signal()).sequence(), node.label(), true), x.axes());
    }
}
