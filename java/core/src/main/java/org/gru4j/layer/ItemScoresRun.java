package org.gru4j.layer;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.backend.Backend;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** What an {@link ItemScores} layer needs to score S items: their rows of W turned into columns, and their gradients. */
final class ItemScoresRun {
    /** The runs of the numbers of items seen last. */
    static final class Cache implements Pass.Slot {
        private static final int MAX_RUNS = 8;

        private final int inputSize;
        private final List<ItemScoresRun> runs = new ArrayList<>();
        private final InputSlot input = new InputSlot();
        private @Nullable ItemScoresRun current;

        Cache(int inputSize) {
            this.inputSize = inputSize;
        }

        /** @param all whether it is for all items, whose columns stay as they are until W changes */
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

        /** The run of the last forward. */
        ItemScoresRun current(String layer) {
            if (current == null) {
                throw new IllegalStateException(layer + ": used without a forward before it in this step");
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

    /** The gradients of the tensors of these names. */
    private record Gradients(Tensor rows, Tensor biasRows, Tensor bias, Tensor columns) {}

    /** Rows and columns that are transposed together: their cache lines are read and written once. */
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
    /** From the first backward on. */
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

    /** S. */
    int size() {
        return size;
    }

    /** Takes these items' rows of W and b. */
    void load(Tensor w, Tensor b, int[] items) {
        backend.embedding().forward(w, items, rows);
        backend.embedding().forward(b, items, biasRows);
        transpose(rows, columns, size, inputSize);
    }

    /** Takes all of W and b, unless they have not changed. */
    void loadAll(Tensor w, Tensor b) {
        if (w.version() != loadedVersion) {
            transpose(w, columns, size, inputSize);
            biasRows.write(0, b, 0, size);
            loadedVersion = w.version();
        }
    }

    /** columns[j,i] = rows[i,j]. */
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

    /** Wᵀ [I,S]. */
    Tensor columns() {
        return columns;
    }

    /** b [S]. */
    Tensor bias() {
        return bias;
    }

    /** Before a backward; the first one allocates the gradients. */
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
            throw new IllegalStateException("scores of items: there are no gradients before a backward");
        }
        return gradients;
    }

    Tensor dColumns() {
        return gradients().columns;
    }

    Tensor dBias() {
        return gradients().bias;
    }

    /** Adds the gradients to the rows that they belong to: of these items, or of all if there are none. */
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
