package org.gru4j.peers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gru4j.measure.GruShape;
import org.gru4j.measure.GruTask;
import org.gru4j.recurrent.ResetGate;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * A GRU as a graph of TensorFlow operations for each step, with its gradients. TensorFlow Java has no GRU layer. The
 * graph merges products as Keras does: x·W is one product for all steps and gates, and h·U is one product for all gates
 * if the reset gate acts after the product.
 */
final class UnrolledGru {
    static final String X = "x";
    static final String W = "W";
    static final String U = "U";
    static final String B = "b";
    static final String BU = "bu";
    static final String DY = "dy";

    private final Ops tf;
    private final GruTask task;
    private final int hidden;
    private final Map<String, Shape> shapes = new LinkedHashMap<>();
    private final Map<String, Placeholder<TFloat32>> placeholders = new LinkedHashMap<>();
    private final Map<Integer, Operand<TFloat32>> recurrent = new LinkedHashMap<>();
    private final List<Operand<?>> outputs = new ArrayList<>();

    UnrolledGru(Graph graph, GruTask task) {
        this.task = task;
        tf = Ops.create(graph);
        GruShape s = task.shape();
        hidden = s.hidden();
        shapes.put(X, Shape.of((long) s.steps() * s.batch(), s.inputs()));
        shapes.put(W, Shape.of(s.inputs(), 3L * hidden));
        shapes.put(U, Shape.of(hidden, 3L * hidden));
        shapes.put(B, Shape.of(3L * hidden));
        shapes.put(BU, Shape.of(3L * hidden));
        shapes.put(DY, Shape.of(s.steps(), s.batch(), hidden));
        Operand<TFloat32> y = forward();
        outputs.add(y);
        if (task.training()) {
            List<Operand<?>> of = new ArrayList<>(
                    List.of(placeholders.get(X), placeholders.get(W), placeholders.get(U), placeholders.get(B)));
            if (placeholders.containsKey(BU)) {
                of.add(placeholders.get(BU));
            }
            Gradients gradients = tf.gradients(y, of, Gradients.dx(List.of(input(DY))));
            gradients.forEach(outputs::add);
        }
    }

    private Operand<TFloat32> input(String name) {
        return placeholders.computeIfAbsent(
                name, n -> tf.withName(n).placeholder(TFloat32.class, Placeholder.shape(shapes.get(n))));
    }

    /** Returns y [T,N,H]. */
    private Operand<TFloat32> forward() {
        GruShape s = task.shape();
        Operand<TFloat32> projected = tf.nn.biasAdd(tf.linalg.matMul(input(X), input(W)), input(B));
        List<Operand<TFloat32>> steps = new ArrayList<>();
        tf.unstack(tf.reshape(projected, tf.constant(new long[] {s.steps(), s.batch(), 3L * hidden})), (long) s.steps())
                .forEach(steps::add);
        Operand<TFloat32> h = tf.zeros(tf.constant(new long[] {s.batch(), hidden}), TFloat32.class);
        List<Operand<TFloat32>> states = new ArrayList<>();
        for (Operand<TFloat32> projectedStep : steps) {
            h = task.resetGate() == ResetGate.AFTER ? stepAfter(projectedStep, h) : stepBefore(projectedStep, h);
            states.add(h);
        }
        return tf.stack(states);
    }

    /** Adds a step in which h·U of all three gates is one product. */
    private Operand<TFloat32> stepAfter(Operand<TFloat32> projected, Operand<TFloat32> h) {
        List<Operand<TFloat32>> x = split(projected, 3);
        List<Operand<TFloat32>> q = split(tf.nn.biasAdd(tf.linalg.matMul(h, input(U)), input(BU)), 3);
        Operand<TFloat32> u = tf.math.sigmoid(tf.math.add(x.get(0), q.get(0)));
        Operand<TFloat32> r = tf.math.sigmoid(tf.math.add(x.get(1), q.get(1)));
        Operand<TFloat32> o = tf.math.tanh(tf.math.add(x.get(2), tf.math.mul(r, q.get(2))));
        return mixed(u, h, o);
    }

    /** Adds a step in which h·U of u and r is one product; the product of o needs r. */
    private Operand<TFloat32> stepBefore(Operand<TFloat32> projected, Operand<TFloat32> h) {
        List<Operand<TFloat32>> x = split(projected, 3);
        List<Operand<TFloat32>> gates = split(tf.linalg.matMul(h, recurrent(0, 2)), 2);
        Operand<TFloat32> u = tf.math.sigmoid(tf.math.add(x.get(0), gates.get(0)));
        Operand<TFloat32> r = tf.math.sigmoid(tf.math.add(x.get(1), gates.get(1)));
        Operand<TFloat32> q = tf.linalg.matMul(tf.math.mul(r, h), recurrent(2, 1));
        return mixed(u, h, tf.math.tanh(tf.math.add(x.get(2), q)));
    }

    /** Returns the columns of U that belong to some gates. */
    private Operand<TFloat32> recurrent(int first, int count) {
        return recurrent.computeIfAbsent(
                first,
                gate -> tf.slice(
                        input(U),
                        // int, because the gradient of a slice with long indices mixes up types
                        tf.constant(new int[] {0, gate * hidden}),
                        tf.constant(new int[] {hidden, count * hidden})));
    }

    private List<Operand<TFloat32>> split(Operand<TFloat32> value, int parts) {
        List<Operand<TFloat32>> operands = new ArrayList<>();
        tf.split(tf.constant(1), value, (long) parts).forEach(operands::add);
        return operands;
    }

    /** Adds h' = u⊙h + (1−u)⊙o, computed as o + u⊙(h−o). */
    private Operand<TFloat32> mixed(Operand<TFloat32> u, Operand<TFloat32> h, Operand<TFloat32> o) {
        return tf.math.add(o, tf.math.mul(u, tf.math.sub(h, o)));
    }

    /** Returns the names of the placeholders. */
    Set<String> inputs() {
        return placeholders.keySet();
    }

    Shape shape(String input) {
        return shapes.get(input);
    }

    /** Returns y; in training also the gradients of x, W, U and the biases. */
    List<Operand<?>> outputs() {
        return outputs;
    }
}
