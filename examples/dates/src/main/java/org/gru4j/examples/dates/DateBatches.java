package org.gru4j.examples.dates;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.gru4j.data.Batch;
import org.gru4j.data.Dataset;

/**
 * Written dates of a part of the data, drawn at random; every epoch has others. The decoder is trained by teacher
 * forcing: at each step it reads the correct character before the one that it is to predict.
 *
 * <p>Not thread-safe.
 */
public final class DateBatches implements Dataset {
    /** Steps of an ISO date: ten characters, and the end. */
    static final int ISO_STEPS = 11;
    /** No form is longer. */
    private static final int WRITTEN_STEPS = 36;

    private static final long EPOCHS = 1_000_000;

    private final DatePart part;
    private final List<WrittenForm> forms;
    private final int batches;
    private final long seed;
    private final int[] lengths;
    private final Batch batch;

    /**
     * Makes a data set.
     *
     * @param size N, sequences of a batch
     * @param batches batches of an epoch
     * @param seed of all that is drawn
     */
    public DateBatches(DatePart part, List<WrittenForm> forms, int size, int batches, long seed) {
        this.part = part;
        this.forms = List.copyOf(forms);
        this.batches = batches;
        this.seed = seed;
        lengths = new int[size];
        batch = Batch.ofParts(ISO_STEPS, size)
                .withInput(
                        DateTranslator.WRITTEN, Batch.ofIds(WRITTEN_STEPS, size).lengths(lengths))
                .withInput(DateTranslator.BEFORE, Batch.ofIds(ISO_STEPS, size))
                .withTarget(DateTranslator.NEXT, Batch.ofParts(ISO_STEPS, size).withClassPerStep());
    }

    @Override
    public int batchesPerEpoch() {
        return batches;
    }

    @Override
    public Batch batch(int epoch, int index) {
        fill(batch, lengths, draw(epoch, index));
        return batch;
    }

    /** All dates of an epoch. */
    public List<WrittenDate> dates(int epoch) {
        List<WrittenDate> all = new ArrayList<>();
        for (int index = 0; index < batches; index++) {
            all.addAll(draw(epoch, index));
        }
        return all;
    }

    private List<WrittenDate> draw(int epoch, int index) {
        Random random = new Random(seed * EPOCHS * batches + (long) epoch * batches + index);
        List<WrittenDate> dates = new ArrayList<>();
        for (int n = 0; n < lengths.length; n++) {
            dates.add(part.draw(forms, random));
        }
        return dates;
    }

    private static void fill(Batch batch, int[] lengths, List<WrittenDate> dates) {
        int size = dates.size();
        int[] written = batch.input(DateTranslator.WRITTEN).ids();
        int[] before = batch.input(DateTranslator.BEFORE).ids();
        int[] next = batch.target(DateTranslator.NEXT).targets();
        Arrays.fill(before, 0, size, Alphabet.ISO.start());
        for (int n = 0; n < size; n++) {
            lengths[n] = put(Alphabet.WRITTEN.ids(dates.get(n).written()), written, size, n);
            int[] iso = Alphabet.ISO.ids(dates.get(n).iso());
            put(iso, next, size, n);
            next[iso.length * size + n] = Alphabet.ISO.end();
            put(iso, before, size, size + n);
        }
    }

    /** Writes ids into a row of [T,N]; returns how many. */
    static int put(int[] ids, int[] into, int size, int first) {
        for (int t = 0; t < ids.length; t++) {
            into[t * size + first] = ids[t];
        }
        return ids.length;
    }
}
