package org.gru4j.ownlayer;

import org.gru4j.layer.Layer;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.Parameters;
import org.gru4j.tensor.Shape;

/**
 * A layer that the library does not have: layer normalisation, y = g⊙(x−μ)/√(σ²+ε) + b at every step (Ba, Kiros,
 * Hinton, arXiv 1607.06450).
 */
record NormLayer(int size, double epsilon) implements LayerSpec {
    @Override
    public String kind() {
        return "norm";
    }

    @Override
    public int inputFeatures() {
        return size;
    }

    @Override
    public int outputFeatures() {
        return size;
    }

    @Override
    public void declare(Parameters.Layout layout, String name) {
        layout.addUndecayed(name + ".g", Shape.of(size), (random, index) -> 1);
        layout.addUndecayed(name + ".b", Shape.of(size), (random, index) -> 0);
    }

    @Override
    public Layer create(String name, Parameters parameters) {
        return new Norm(name, this, parameters);
    }
}
