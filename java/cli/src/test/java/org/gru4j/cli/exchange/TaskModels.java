package org.gru4j.cli.exchange;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.gru4j.model.ModelSpec;
import org.gru4j.tasks.run.TaskKind;

/**
 * The models that a kind of task makes of its settings: the defaults', and, smaller and without dropout, each that one
 * setting, or two, make another model of. A setting that is new is among them without being named.
 */
final class TaskModels<S> {
    /** The settings that only say how large a model is, where large ones cost time, and smaller values. */
    private static final List<String> SIZES =
            List.of("hidden", "embedding", "batch", "window", "horizon", "sequenceLength");

    private static final int SMALL = 6;

    private record Change(int component, Object value) {}

    private final TaskKind<S> kind;
    private final Path data;
    private final RecordComponent[] components;

    private TaskModels(TaskKind<S> kind, Path data) {
        this.kind = kind;
        this.data = data;
        components = kind.defaults().getClass().getRecordComponents();
    }

    /** @param data that a task can be made with; null for what comes along */
    static <S> Set<ModelSpec> of(TaskKind<S> kind, Path data) {
        TaskModels<S> models = new TaskModels<>(kind, data);
        Set<ModelSpec> specs = new LinkedHashSet<>();
        specs.add(models.spec(models.smaller(List.of("batch")))); // which small data has not enough for
        Object[] base = models.withoutRates(models.smaller(SIZES));
        ModelSpec small = models.spec(base);
        specs.add(small);
        List<Change> changes = models.changes().stream()
                .filter(change -> {
                    ModelSpec changed = models.spec(base, change);
                    return changed != null && !changed.equals(small);
                })
                .toList();
        for (Change first : changes) {
            for (Change second : changes) {
                ModelSpec changed = models.spec(base, first, second);
                if (changed != null) {
                    specs.add(changed);
                }
            }
        }
        return specs;
    }

    /** The defaults, but for those sizes. */
    private Object[] smaller(List<String> sizes) {
        return Arrays.stream(components)
                .map(component -> {
                    try {
                        return sizes.contains(component.getName())
                                ? SMALL
                                : component.getAccessor().invoke(kind.defaults());
                    } catch (IllegalAccessException | InvocationTargetException e) {
                        throw new AssertionError(component + ": " + e, e);
                    }
                })
                .toArray();
    }

    /** What may be 0 is: with dropout inside GRUs, nothing else than a GRU can be chosen. */
    private Object[] withoutRates(Object[] values) {
        Object[] base = values.clone();
        for (int k = 0; k < base.length; k++) {
            Change zero = new Change(k, 0.0);
            if (components[k].getType() == double.class && spec(base, zero) != null) {
                base[k] = zero.value();
            }
        }
        return base;
    }

    /** All values of what is one of a few, both of what is or is not, some of what is a rate or a number. */
    private List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        for (int k = 0; k < components.length; k++) {
            Class<?> type = components[k].getType();
            Object[] values = type.isEnum()
                    ? type.getEnumConstants()
                    : type == boolean.class
                            ? new Object[] {true, false}
                            : type == double.class
                                    ? new Object[] {0.25}
                                    : type == int.class ? new Object[] {1, 2} : new Object[0];
            for (Object value : values) {
                changes.add(new Change(k, value));
            }
        }
        return changes;
    }

    /** Null if there are no such settings: no rate of 1, no zoneout but in GRUs. */
    private ModelSpec spec(Object[] base, Change... changes) {
        Object[] values = base.clone();
        for (Change change : changes) {
            values[change.component()] = change.value();
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            @SuppressWarnings("unchecked")
            S settings = (S) kind.defaults().getClass().getConstructor(types).newInstance(values);
            return kind.create(settings, data, kind.defaultBudget(), null).model();
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException && changes.length > 0) {
                return null;
            }
            throw new AssertionError(kind.name() + ": " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(kind.name() + ": " + e, e);
        }
    }
}
