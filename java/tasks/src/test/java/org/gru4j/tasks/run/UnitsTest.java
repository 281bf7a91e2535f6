package org.gru4j.tasks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {
    private static final Units UNITS = Units.of("Loss", "nats", "steps/s");

    /** Four digits of each, wherever the point is: a loss that falls by a thousandth is seen to fall. */
    @ParameterizedTest
    @CsvSource({
        "1.4912, 1.491",
        "0.29581, 0.2958",
        "0.0012345, 0.001235",
        "8.2, 8.200",
        "123.456, 123.5",
        "0.00001234, 1.234e-05"
    })
    void lossesHaveFourDigits(double loss, String shown) {
        Measurement measurement = new Measurement(7, 1, loss, 12345, 1e-3, null);
        assertEquals(shown + " nats (held out " + shown + "), 12,345 steps/s", UNITS.text(measurement, loss));
    }
}
