package org.gru4j.examples.dates;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The parts of the data. Each day from 1950-01-01 to 2049-12-31 belongs to one part in all its written forms, so that no
 * date of the validation or test part is seen in training.
 */
public enum DatePart {
    /** Eight days of ten. */
    TRAINING,
    /** One day of ten; settings are selected with it. */
    VALIDATION,
    /** One day of ten; scored once. */
    TEST;

    private static final LocalDate FIRST = LocalDate.of(1950, 1, 1);
    private static final LocalDate LAST = LocalDate.of(2049, 12, 31);
    private static final int SHARES = 10;
    private static final long SEED = 2021;

    private static final List<List<LocalDate>> DAYS = divided();

    private static List<List<LocalDate>> divided() {
        List<List<LocalDate>> days = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Random random = new Random(SEED);
        for (LocalDate day = FIRST; !day.isAfter(LAST); day = day.plusDays(1)) {
            int share = random.nextInt(SHARES);
            days.get(share == 0 ? TEST.ordinal() : share == 1 ? VALIDATION.ordinal() : TRAINING.ordinal())
                    .add(day);
        }
        return days;
    }

    /** The days of this part. */
    public List<LocalDate> days() {
        return DAYS.get(ordinal());
    }

    /** A day of this part in a random form of those given. */
    WrittenDate draw(List<WrittenForm> forms, Random random) {
        LocalDate day = days().get(random.nextInt(days().size()));
        WrittenForm form = forms.get(random.nextInt(forms.size()));
        return new WrittenDate(form.of(day), day.toString());
    }
}
