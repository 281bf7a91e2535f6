package org.gru4j.tasks.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names and units of a task's loss and speed.
 *
 * @param lossKey name of the training loss in JSON
 * @param validationKey name of the validation loss in JSON
 * @param rateKey name of the speed in JSON
 * @param title name of the loss, for people
 * @param loss the loss's unit, printed after the number
 * @param rate the speed's unit, printed after the number
 * @param scale the factor that converts the model's loss to that unit
 */
public record Units(
        String lossKey, String validationKey, String rateKey, String title, String loss, String rate, double scale) {
    /** Returns units for a loss that is reported unscaled. */
    public static Units of(String title, String loss, String rate) {
        return new Units("loss", "validation_loss", "steps_per_second", title, loss, rate, 1);
    }

    /** Returns a measurement as fields for programs. */
    public Map<String, Object> toMap(Measurement m) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("step", m.step());
        map.put("seconds", m.seconds());
        map.put(lossKey, m.loss());
        map.put(rateKey, m.perSecond());
        map.put("learning_rate", m.learningRate());
        if (m.validation() != null) {
            map.put(validationKey, m.validation());
        }
        return map;
    }

    /** Returns whether the node contains all fields that {@link #read} needs, as numbers. */
    boolean isMeasurement(JsonNode node) {
        return node.path("step").canConvertToLong()
                && isFinite(node.path("seconds"))
                && isFinite(node.path(lossKey))
                && isFinite(node.path(rateKey))
                && isFinite(node.path("learning_rate"))
                && (!node.hasNonNull(validationKey) || isFinite(node.path(validationKey)));
    }

    private static boolean isFinite(JsonNode node) {
        return node.isNumber() && Double.isFinite(node.asDouble());
    }

    /** Reads a measurement that {@link #toMap} wrote. */
    Measurement read(JsonNode node) {
        return new Measurement(
                node.path("step").asLong(),
                node.path("seconds").asDouble(),
                node.path(lossKey).asDouble(),
                node.path(rateKey).asDouble(),
                node.path("learning_rate").asDouble(),
                node.hasNonNull(validationKey) ? node.path(validationKey).asDouble() : null);
    }

    /**
     * Returns a measurement as text for people; {@code validation} is the latest validation loss, null if there is
     * none.
     */
    public String text(Measurement m, @Nullable Double validation) {
        return String.format(
                Locale.ROOT,
                "%s %s%s, %,.0f %s",
                number(m.loss()),
                loss,
                validation == null ? "" : " (held out " + number(validation) + ")",
                m.perSecond(),
                rate);
    }

    private static String number(double value) {
        return String.format(
                Locale.ROOT,
                "%.4g",
                value); // four digits, because the first two hardly change during most of a training
    }
}
