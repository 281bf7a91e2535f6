package org.gru4j.ownlayer;

import org.gru4j.layer.InputSlot;
import org.gru4j.layer.Layer;
import org.gru4j.layer.Parameters;
import org.gru4j.layer.Pass;
import org.gru4j.tensor.Tensor;

/** What {@link NormLayer} describes. */
final class Norm implements Layer {
    private final String name;
    private final int size;
    private final double epsilon;
    private final Parameters parameters;

    Norm(String name, NormLayer spec, Parameters parameters) {
        this.name = name;
        this.size = spec.size();
        this.epsilon = spec.epsilon();
        this.parameters = parameters;
    }

    @Override
    public Tensor forward(Pass pass, Tensor x) {
        Layer.requireInput(name, x, size);
        if (pass.isTraining()) {
            pass.slot(this, InputSlot::new).save(name, x);
        }
        float[] g = parameters.value(name + ".g").toArray();
        float[] b = parameters.value(name + ".b").toArray();
        float[] values = x.toArray();
        for (int row = 0; row < values.length; row += size) {
            double deviation = normalize(values, row);
            for (int i = 0; i < size && deviation > 0; i++) {
                values[row + i] = values[row + i] * g[i] + b[i];
            }
        }
        return pass.scope()
                .allocateUninitialized(name, x.dim(0), x.dim(1), size)
                .copyFrom(values);
    }

    /** x̂ in place of x. */
    private double normalize(float[] values, int row) {
        double mean = 0;
        for (int i = 0; i < size; i++) {
            mean += values[row + i] / (double) size;
        }
        double variance = epsilon;
        for (int i = 0; i < size; i++) {
            variance += (values[row + i] - mean) * (values[row + i] - mean) / size;
        }
        double deviation = Math.sqrt(variance);
        for (int i = 0; i < size; i++) {
            values[row + i] = (float) ((values[row + i] - mean) / deviation);
        }
        return deviation;
    }

    /** With e = g⊙dy: dx = (e − mean(e) − x̂·mean(e⊙x̂)) / √(σ²+ε). */
    @Override
    public Tensor backward(Pass pass, Tensor dy) {
        pass.requireTraining(name);
        Tensor x = pass.slot(this, InputSlot::new).take(name);
        float[] normal = x.toArray();
        float[] d = dy.toArray();
        float[] g = parameters.value(name + ".g").toArray();
        float[] dg = parameters.gradient(name + ".g").toArray();
        float[] db = parameters.gradient(name + ".b").toArray();
        for (int row = 0; row < d.length; row += size) {
            double deviation = normalize(normal, row);
            double mean = 0;
            double along = 0;
            for (int i = 0; i < size; i++) {
                dg[i] += d[row + i] * normal[row + i];
                db[i] += d[row + i];
                d[row + i] *= g[i];
                mean += d[row + i] / (double) size;
                along += d[row + i] * (double) normal[row + i] / size;
            }
            for (int i = 0; i < size; i++) {
                d[row + i] = (float) ((d[row + i] - mean - normal[row + i] * along) / deviation);
            }
        }
        parameters.gradient(name + ".g").copyFrom(dg);
        parameters.gradient(name + ".b").copyFrom(db);
        return pass.scope()
                .allocateUninitialized("gradient into " + name, x.dim(0), x.dim(1), size)
                .copyFrom(d);
    }
}
