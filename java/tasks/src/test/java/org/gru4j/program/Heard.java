package org.gru4j.program;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.tasks.run.Measurement;
import org.gru4j.tasks.run.RunListener;
import org.gru4j.tasks.run.Units;
import org.gru4j.train.Budget;

/** Remembers all that a listener is told. */
final class Heard implements RunListener {
    final List<String> said = new ArrayList<>();
    final StringBuilder parts = new StringBuilder();
    final List<String> warnings = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    final List<Measurement> measurements = new ArrayList<>();
    Map<String, ?> last = Map.of();
    int trainingsEnded;

    @Override
    public void say(String line) {
        said.add(line);
    }

    @Override
    public void sayPart(String text) {
        parts.append(text);
    }

    @Override
    public void warn(String line) {
        warnings.add(line);
    }

    @Override
    public void event(String name, Map<String, ?> fields) {
        events.add(name);
        last = new LinkedHashMap<>(fields);
    }

    @Override
    public Progress training(Budget budget, Units units) {
        return new Progress() {
            @Override
            public void show(double done, Measurement measurement) {
                measurements.add(measurement);
            }

            @Override
            public void close() {
                trainingsEnded++;
            }
        };
    }
}
