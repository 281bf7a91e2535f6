package org.gru4j.examples.dates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Backends;
import org.gru4j.model.Sequential;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example in examples/dates, trained for a moment. */
class DateTranslatorTest {
    private static final List<WrittenForm> FORMS =
            List.of(WrittenForm.PLAIN, WrittenForm.MONTH_FIRST, WrittenForm.ORDINAL, WrittenForm.SLASHES);

    private final Backend backend = Backends.best();

    @TempDir
    private Path directory;

    @Test
    void aShortTrainingTranslatesMostUnseenDates() throws IOException {
        DateTraining training = new DateTraining(32, true, FORMS, 32, 300, 1e-2, 1);
        List<WrittenDate> unseen = new DateBatches(DatePart.VALIDATION, FORMS, 100, 10, 7).dates(0);
        try (Sequential model = training.run(backend, (step, seconds, loss) -> {});
                DateTranslator translator = new DateTranslator(model)) {
            double exact = translator.exactMatches(unseen);
            double baseline = NumbersBaseline.exactMatches(unseen);
            assertTrue(baseline < 0.35, "baseline " + baseline);
            assertTrue(exact > 0.95, "exact matches " + exact);

            String written = "the 3rd of May 2021";
            float[][] weights = translator.attention(written, "2021-05-03");
            assertEquals(10, weights.length);
            for (float[] row : weights) {
                double sum = 0;
                for (float weight : row) {
                    sum += weight;
                }
                assertEquals(written.length(), row.length);
                assertEquals(1, sum, 1e-5);
            }
            Path png = directory.resolve("attention.png");
            AttentionPicture.write(weights, written, "2021-05-03", png);
            assertTrue(ImageIO.read(png.toFile()).getWidth() > 400);
        }
    }

    @Test
    void translatesAnyNumberOfDatesInOrder() {
        try (Sequential model = new Sequential(DateTranslator.spec(4, false), backend, 1);
                DateTranslator translator = new DateTranslator(model)) {
            assertEquals(List.of(), translator.translate(List.of()));
            List<String> many = new DateBatches(DatePart.TEST, FORMS, 100, 6, 1)
                    .dates(0).stream().map(WrittenDate::written).toList();
            List<String> translations = translator.translate(many);
            assertEquals(many.size(), translations.size());
            assertEquals(translator.translate(many.subList(570, 571)), translations.subList(570, 571));
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> translator.translate(List.of("3 März 2021")));
            assertTrue(e.getMessage().contains("but got 'ä'"), e.getMessage());
        }
    }

    @Test
    void writesEveryForm() {
        LocalDate date = LocalDate.of(2021, 5, 3);
        assertEquals(
                List.of(
                        "3 May 2021",
                        "May 3, 2021",
                        "the 3rd of May 2021",
                        "May 3rd, 2021",
                        "the third of May 2021",
                        "Monday 3 May 2021",
                        "Mon, 3 May 2021",
                        "Monday, May the 3rd, 2021",
                        "3 May '21",
                        "2021, May 3",
                        "03/05/2021",
                        "3.5.2021"),
                Stream.of(WrittenForm.values()).map(form -> form.of(date)).toList());
        assertEquals("the 11th of September 1984", WrittenForm.ORDINAL.of(LocalDate.of(1984, 9, 11)));
        assertEquals("the 22nd of June 1950", WrittenForm.ORDINAL.of(LocalDate.of(1950, 6, 22)));
        assertEquals("the thirty-first of March 2004", WrittenForm.IN_WORDS.of(LocalDate.of(2004, 3, 31)));
    }

    @Test
    void noDayBelongsToTwoParts() {
        Set<LocalDate> days = new HashSet<>();
        int count = 0;
        for (DatePart part : DatePart.values()) {
            days.addAll(part.days());
            count += part.days().size();
        }
        assertEquals(36_525, count);
        assertEquals(count, days.size());
        assertTrue(DatePart.TEST.days().size() > 3_000);
    }
}
