package org.gru4j.layer;

import java.util.ArrayList;
import java.util.List;
import org.gru4j.backend.Backend;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Shape;
import org.gru4j.tensor.Tensor;

/** What an {@link ItemScores} layer needs to score S items: their rows of W turned into columns, and their gradients. */
final class ItemScoresRun {
    /** The runs of the numbers of items seen last. */
    static final class Cache implements Pass.Slot {
        private static final int MAX_RUNS = 8;

        private final int inputSize;
        private final List<ItemScoresRun> runs = new ArrayList<>();
        private final InputSlot input = new InputSlot();
        private ItemScoresRun current;

        Cache(int inputSize) {
            this.inputSize = inputSize;
        }

        /** @param all whether it is for all items, whose columns stay as they are until W changes */
        ItemScoresRun begin(String layer, Pass pass, int size, boolean all, Tensor x) {
            current = null;
            for (int k = 0; k < runs.size(); k++) {
                if (runs.get(k).size == size && runs.get(k).all == all) {
                    current = runs.get(k);
                }
            }
            if (current == null) {
                if (runs.size() == MAX_RUNS) {
                    runs.remove(0).scope.close();
                }
                current = new ItemScoresRun(pass, inputSize, size, all);
                runs.add(current);
            }
            if (pass.isTraining()) {
                input.save(layer, x);
            }
            return current;
        }

        /** See {@link InputSlot#take}. */
        Tensor takeInput(String layer) {
            return input.take(layer);
        }

        ItemScoresRun current() {
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
    private Tensor dRows;
    private Tensor dBiasRows;
    private Tensor dBias;
    private Tensor dColumns;
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
        if (dColumns == null) {
            dColumns = scope.allocate("gradient of columns of items", inputSize, size);
            dRows = scope.allocate("gradient of rows of items", 1, size, inputSize);
            dBiasRows = scope.allocate("gradient of biases of items", 1, size, 1);
            dBias = dBiasRows.view("gradient of biases of items", 0, Shape.of(size));
        }
        dColumns.zero(0, dColumns.size());
        dBias.zero(0, size);
    }

    Tensor dColumns() {
        return dColumns;
    }

    Tensor dBias() {
        return dBias;
    }

    /** Adds the gradients to the rows that they belong to: of these items, or of all if there are none. */
    void addGradients(Tensor dw, Tensor db, int[] items) {
        transpose(dColumns, dRows, inputSize, size);
        if (items == null) {
            dw.add(0, dRows, 0, dw.size());
            db.add(0, dBiasRows, 0, size);
        } else {
            backend.embedding().backward(items, dRows, dw);
            backend.embedding().backward(items, dBiasRows, db);
        }
    }
}
