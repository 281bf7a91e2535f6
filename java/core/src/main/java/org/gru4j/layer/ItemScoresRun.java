package org.gru4j.layer;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.backend.Backend;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link ItemScores} layer needs to score S items: their rows of W, transposed into columns, and their
 * gradients.
 */
final class ItemScoresRun {
    /** The runs of the most recent numbers of items. */
    static final class Cache implements Pass.Slot {
        private static final int MAX_RUNS = 8;

        private final int inputSize;
        private final List<ItemScoresRun> runs = new ArrayList<>();
        private final InputSlot input = new InputSlot();
        private @Nullable ItemScoresRun current;

        Cache(int inputSize) {
            this.inputSize = inputSize;
        }

        /** @param all whether to score all items; their columns are reused until W changes */
        ItemScoresRun begin(String layer, Pass pass, int size, boolean all, Tensor x) {
            current = null;
            ItemScoresRun run = find(size, all);
            if (run == null) {
                if (runs.size() == MAX_RUNS) {
                    runs.remove(0).scope.close();
                }
                run = new ItemScoresRun(pass, inputSize, size, all);
                runs.add(run);
            }
            current = run;
            if (pass.isTraining()) {
                input.save(layer, x);
            }
            return run;
        }

        private @Nullable ItemScoresRun find(int size, boolean all) {
            for (int k = 0; k < runs.size(); k++) {
                if (runs.get(k).size == size && runs.get(k).all == all) {
                    return runs.get(k);
                }
            }
            return null;
        }

        /** See {@link InputSlot#take}. */
        Tensor takeInput(String layer) {
            return input.take(layer);
        }

        /** Returns the run of the last forward. */
        ItemScoresRun current(String layer) {
            if (current == null) {
                throw new IllegalStateException(layer + ": needs a forward in this step first");
            }
            return current;
        }

        @Override
        public void end() {
            input.end();
        }

        @Override
        public void close() {
            end();
            runs.forEach(run -> run.scope.close());
            runs.clear();
        }
    }

    /** The gradients of the tensors with the same names. */
    private record Gradients(Tensor rows, Tensor biasRows, Tensor bias, Tensor columns) {}

    /**
     * The number of rows and columns that are transposed together, so that each cache line is read and written once.
     */
    private static final int TILE = 16;

    private final Backend backend;
    private final Scope scope;
    private final int size;
    private final boolean all;
    private final int inputSize;
    private final Tensor rows;
    private final Tensor biasRows;
    private final Tensor bias;
    private final Tensor columns;
    private final float[] from;
    private final float[] to;
    /** Null before the first backward. */
    private @Nullable Gradients gradients;

    private long loadedVersion = -1;

    private ItemScoresRun(Pass pass, int inputSize, int size, boolean all) {
        this.backend = pass.backend();
        this.inputSize = inputSize;
        this.size = size;
        this.all = all;
        scope = pass.newScope();
        rows = scope.allocate("rows of items", 1, size, inputSize);
        biasRows = scope.allocate("biases of items", 1, size, 1);
        bias = biasRows.view("biases of items", 0, Shape.of(size));
        columns = scope.allocate("columns of items", inputSize, size);
        from = new float[size * inputSize];
        to = new float[size * inputSize];
    }

    /** Returns S. */
    int size() {
        return size;
    }

    /** Copies the rows of W and b of these items. */
    void load(Tensor w, Tensor b, int[] items) {
        backend.embedding().forward(w, items, rows);
        backend.embedding().forward(b, items, biasRows);
        transpose(rows, columns, size, inputSize);
    }

    /** Copies all of W and b, if they have changed. */
    void loadAll(Tensor w, Tensor b) {
        if (w.version() != loadedVersion) {
            transpose(w, columns, size, inputSize);
            biasRows.write(0, b, 0, size);
            loadedVersion = w.version();
        }
    }

    /** Computes columns[j,i] = rows[i,j]. */
    private void transpose(Tensor source, Tensor target, int sourceRows, int sourceColumns) {
        if (source.holdsDoubles()) {
            transposeDoubles(source, target, sourceRows, sourceColumns);
            return;
        }
        source.read(0, from, 0, from.length);
        for (int i = 0; i < sourceRows; i += TILE) {
            for (int j = 0; j < sourceColumns; j += TILE) {
                transposeTile(sourceRows, sourceColumns, i, j);
            }
        }
        target.write(0, to, 0, to.length);
    }

    private static void transposeDoubles(Tensor source, Tensor target, int sourceRows, int sourceColumns) {
        double[] values = source.toDoubles();
        double[] transposed = new double[values.length];
        for (int i = 0; i < sourceRows; i++) {
            for (int j = 0; j < sourceColumns; j++) {
                transposed[j * sourceRows + i] = values[i * sourceColumns + j];
            }
        }
        target.write(0, transposed, 0, transposed.length);
    }

    private void transposeTile(int sourceRows, int sourceColumns, int firstRow, int firstColumn) {
        int endRow = Math.min(sourceRows, firstRow + TILE);
        int endColumn = Math.min(sourceColumns, firstColumn + TILE);
        for (int j = firstColumn; j < endColumn; j++) {
            for (int i = firstRow; i < endRow; i++) {
                to[j * sourceRows + i] = from[i * sourceColumns + j];
            }
        }
    }

    /** Returns Wᵀ [I,S]. */
    Tensor columns() {
        return columns;
    }

    /** Returns b [S]. */
    Tensor bias() {
        return bias;
    }

    /** Sets the gradients to zero before a backward; the first call allocates them. */
    void zeroGradients() {
        if (gradients == null) {
            gradients = allocateGradients();
        }
        gradients.columns.zero(0, gradients.columns.size());
        gradients.bias.zero(0, size);
    }

    private Gradients allocateGradients() {
        Tensor dColumns = scope.allocate("gradient of columns of items", inputSize, size);
        Tensor dRows = scope.allocate("gradient of rows of items", 1, size, inputSize);
        Tensor dBiasRows = scope.allocate("gradient of biases of items", 1, size, 1);
        Tensor dBias = dBiasRows.view("gradient of biases of items", 0, Shape.of(size));
        return new Gradients(dRows, dBiasRows, dBias, dColumns);
    }

    private Gradients gradients() {
        if (gradients == null) {
            throw new IllegalStateException("item scores: there are no gradients before a backward");
        }
        return gradients;
    }

    Tensor dColumns() {
        return gradients().columns;
    }

    Tensor dBias() {
        return gradients().bias;
    }

    /**
     * Adds the gradients to the rows of W and b that they belong to: those of the given items, or all if {@code items}
     * is null.
     */
    void addGradients(Tensor dw, Tensor db, int @Nullable [] items) {
        Tensor dRows = gradients().rows;
        Tensor dBiasRows = gradients().biasRows;
        transpose(dColumns(), dRows, inputSize, size);
        if (items == null) {
            dw.add(0, dRows, 0, dw.size());
            db.add(0, dBiasRows, 0, size);
        } else {
            backend.embedding().backward(items, dRows, dw);
            backend.embedding().backward(items, dBiasRows, db);
        }
    }
}
