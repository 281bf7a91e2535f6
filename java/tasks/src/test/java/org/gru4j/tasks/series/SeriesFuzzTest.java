package org.gru4j.tasks.series;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.tasks.Refusal;
import org.gru4j.tasks.Remembered;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the bytes are, they are a series that a model can be trained on, or refused with the file's name. */
class SeriesFuzzTest {
    private static final int HORIZON = 3;
    private static final SeriesSettings SETTINGS =
            new SeriesSettings(2, 1, List.of(), List.of(0.5), null, 2, 1, ResetGate.AFTER, 0, 1, 1e-3, 1, 1);

    @TempDir
    private Path directory;

    @FuzzTest(maxDuration = "10m")
    void csv(byte[] bytes) throws IOException {
        Path file = Files.write(directory.resolve("hostile.csv"), bytes);
        Refusal.orNone(file, () -> {
            Series series = SeriesReader.read(file, List.of());
            assertEquals(HORIZON, FutureTimes.after(series, HORIZON).size());
            assertEquals(
                    series.checksum(), SeriesReader.read(file, series.columns()).checksum());
        });
        Refusal.orNone(file, () -> new SeriesKind().create(SETTINGS, file, new SeriesKind().defaultBudget(), null));
    }

    @FuzzTest(maxDuration = "10m")
    void remembered(byte[] lines) {
        Remembered.use(directory, SeriesKind.NAME, SETTINGS.model(1), lines, saved -> {
            SeriesModel model = SeriesModel.of(saved);
            assertEquals(1, model.scaling().names().size());
            saved.data();
        });
    }
}
