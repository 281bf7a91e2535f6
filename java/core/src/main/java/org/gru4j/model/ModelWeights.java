package org.gru4j.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.gru4j.backend.Backend;
import org.gru4j.tensor.Shape;

/**
 * A model's description and the values of its parameters, by their names in {@link Sequential}, outside of any
 * backend's memory. Models of other frameworks are imported into this form and exported from it. Immutable.
 */
public final class ModelWeights {
    private final ModelSpec spec;
    private final Map<String, Shape> shapes;
    private final Map<String, float[]> values;

    /**
     * @param values every parameter of the model, row-major, in any order; copied
     * @throws IllegalArgumentException if a parameter is missing, has the wrong size, or does not belong to the model
     */
    public ModelWeights(ModelSpec spec, Map<String, float[]> values) {
        this.spec = Objects.requireNonNull(spec, "spec");
        shapes = spec.layout().shapes();
        for (String name : values.keySet()) {
            requireShape(name);
        }
        Map<String, float[]> copies = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> {
            float[] given = values.get(name);
            if (given == null) {
                throw new IllegalArgumentException(
                        "parameter '" + name + "' " + shape + " is missing; there are " + values.keySet());
            }
            if (given.length != shape.size()) {
                throw new IllegalArgumentException(
                        "parameter '" + name + "': expected " + shape + " but got " + given.length + " values");
            }
            copies.put(name, given.clone());
        });
        this.values = copies;
    }

    /** Copies the current parameters of a model. */
    public static ModelWeights of(Sequential model) {
        Map<String, float[]> values = new LinkedHashMap<>();
        for (String name : model.parameters().names()) {
            values.put(name, model.parameters().value(name).toArray());
        }
        return new ModelWeights(model.spec(), values);
    }

    public ModelSpec spec() {
        return spec;
    }

    /** Returns the parameters' names, in the order of {@link org.gru4j.layer.Parameters}. */
    public List<String> names() {
        return new ArrayList<>(shapes.keySet());
    }

    /** @throws IllegalArgumentException if there is no such parameter */
    public Shape shape(String name) {
        return requireShape(name);
    }

    /**
     * Returns a copy of one parameter, row-major.
     *
     * @throws IllegalArgumentException if there is no such parameter
     */
    public float[] values(String name) {
        float[] found = values.get(name);
        if (found == null) {
            throw unknown(name);
        }
        return found.clone();
    }

    /**
     * Creates the model with these parameters on a backend; the caller closes it.
     *
     * @throws org.gru4j.tensor.InsufficientMemoryException if it does not fit; thrown before anything is allocated
     */
    public Sequential createModel(Backend backend) {
        Sequential model = new Sequential(spec, backend, 0);
        values.forEach(model.parameters()::set);
        return model;
    }

    private Shape requireShape(String name) {
        Shape shape = shapes.get(name);
        if (shape == null) {
            throw unknown(name);
        }
        return shape;
    }

    private IllegalArgumentException unknown(String name) {
        return new IllegalArgumentException(
                "parameter: expected one of " + shapes.keySet() + " but got '" + name + "'");
    }
}
