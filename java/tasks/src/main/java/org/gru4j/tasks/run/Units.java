package org.gru4j.tasks.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a task speaks of its loss and its speed.
 *
 * @param lossKey of the training loss in JSON
 * @param validationKey of the validation loss in JSON
 * @param rateKey of the speed in JSON
 * @param title of the loss, for people
 * @param loss the loss's unit, after a number
 * @param rate the speed's unit, after a number
 * @param scale what the model's loss is multiplied by to be in that unit
 */
public record Units(
        String lossKey, String validationKey, String rateKey, String title, String loss, String rate, double scale) {
    /** A loss that is told as it is. */
    public static Units of(String title, String loss, String rate) {
        return new Units("loss", "validation_loss", "steps_per_second", title, loss, rate, 1);
    }

    /** For programs. */
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

    /** Whether {@link #read} finds there what it needs: numbers, for what is no number is none that was measured. */
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

    /** Undoes {@link #toMap}. */
    Measurement read(JsonNode node) {
        return new Measurement(
                node.path("step").asLong(),
                node.path("seconds").asDouble(),
                node.path(lossKey).asDouble(),
                node.path(rateKey).asDouble(),
                node.path("learning_rate").asDouble(),
                node.hasNonNull(validationKey) ? node.path(validationKey).asDouble() : null);
    }

    /** For people; {@code validation} is the last that there was, null for none. */
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
        return String.format(Locale.ROOT, "%.4g", value); // four digits: two stand still for most of a training
    }
}
