package org.gru4j.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The sizes of a layer and of its input.
 *
 * @param steps T
 * @param batch N
 * @param inputs I
 * @param hidden H
 */
public record GruShape(int steps, int batch, int inputs, int hidden) {
    /** The shapes that are measured by default. */
    public static final List<GruShape> DEFAULTS = List.of(
            new GruShape(50, 64, 128, 128),
            new GruShape(50, 64, 256, 256),
            new GruShape(50, 64, 512, 512),
            new GruShape(100, 32, 512, 512),
            new GruShape(35, 20, 650, 650),
            new GruShape(25, 32, 1024, 1024),
            new GruShape(20, 1, 256, 256),
            new GruShape(200, 16, 88, 100),
            new GruShape(30, 256, 100, 100),
            new GruShape(100, 128, 64, 64));

    /** The size that a sweep varies. I is changed together with H. */
    public enum Size {
        T,
        N,
        H
    }

    private static final GruShape CENTRE = new GruShape(50, 64, 128, 128);

    /** Returns the shape 50,64,128,128 with one size replaced by values from very small to large. */
    public static List<GruShape> sweep(Size size) {
        GruShape c = CENTRE;
        return switch (size) {
            case T ->
                IntStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
                        .mapToObj(t -> new GruShape(t, c.batch, c.inputs, c.hidden))
                        .toList();
            case N ->
                IntStream.of(1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
                        .mapToObj(n -> new GruShape(c.steps, n, c.inputs, c.hidden))
                        .toList();
            case H ->
                IntStream.of(16, 32, 64, 100, 128, 200, 256, 384, 512, 768, 1024)
                        .mapToObj(h -> new GruShape(c.steps, c.batch, h, h))
                        .toList();
        };
    }

    /** Returns the value of one size. */
    public int get(Size size) {
        return switch (size) {
            case T -> steps;
            case N -> batch;
            case H -> hidden;
        };
    }

    /** @throws IllegalArgumentException if a size is not positive */
    public GruShape {
        if (steps <= 0 || batch <= 0 || inputs <= 0 || hidden <= 0) {
            throw new IllegalArgumentException("shape: expected four positive numbers T,N,I,H but got " + steps + ","
                    + batch + "," + inputs + "," + hidden);
        }
    }

    /**
     * Returns the shape in a text such as {@code 50,64,256,256} or {@code 50x64x256x256}. The second form is for JMH,
     * whose options end at a comma.
     *
     * @throws IllegalArgumentException if it is not four positive numbers
     */
    public static GruShape parse(String text) {
        String[] parts = text.trim().split("[,x]", -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException("shape: expected T,N,I,H but got '" + text + "'");
        }
        int[] dims = new int[4];
        for (int k = 0; k < 4; k++) {
            try {
                dims[k] = Integer.parseInt(parts[k].trim());
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("shape: expected T,N,I,H, four numbers, but got '" + text + "'", e);
            }
        }
        return new GruShape(dims[0], dims[1], dims[2], dims[3]);
    }

    /** Returns the shapes in a text such as {@code 50,64,256,256;20,1,256,256}. */
    public static List<GruShape> parseAll(String text) {
        List<GruShape> shapes = new ArrayList<>();
        for (String part : text.split(";", -1)) {
            shapes.add(parse(part));
        }
        return shapes;
    }

    /** Returns T, N, I and H in this order. */
    public int[] dims() {
        return new int[] {steps, batch, inputs, hidden};
    }

    @Override
    public String toString() {
        return steps + "," + batch + "," + inputs + "," + hidden;
    }
}
