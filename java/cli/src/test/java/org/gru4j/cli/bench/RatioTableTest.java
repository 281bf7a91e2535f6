package org.gru4j.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class RatioTableTest {
    private final RatioTable table = new RatioTable("ours");

    @Test
    void ratiosOfMediansAndTheirGeometricMean() {
        table.add("small", "ours", new RatioTable.Cell(1, 2));
        table.add("small", "theirs", new RatioTable.Cell(9, 4));
        table.add("large", "ours", new RatioTable.Cell(10, 10));
        table.add("large", "theirs", new RatioTable.Cell(70, 80));
        assertEquals(Optional.of(2.0), table.ratio("small", "theirs"));
        assertEquals(Optional.of(1.0), table.ratio("small", "ours"));
        assertEquals(4, table.geometricMean("theirs").orElseThrow(), 1e-12);
        assertEquals(1, table.geometricMean("ours").orElseThrow(), 1e-12);
    }

    @Test
    void whatWasNotMeasuredHasNoRatio() {
        table.add("small", "ours", new RatioTable.Cell(1, 2));
        table.add("large", "theirs", new RatioTable.Cell(1, 2));
        assertEquals(Optional.empty(), table.ratio("small", "theirs"));
        assertEquals(Optional.empty(), table.ratio("large", "theirs"));
        assertEquals(Optional.empty(), table.cell("none", "ours"));
        assertEquals(Optional.empty(), table.geometricMean("theirs"));
    }
}
