package org.gru4j.tasks.sessions;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The items that a model knows, each with an id: from 0 on, those clicked most in training first, then by name. */
final class ItemVocabulary {
    /** In place of an id, of an item that is not known. */
    static final int UNKNOWN = -1;

    private final List<String> names;
    private final Map<String, Integer> ids = new HashMap<>();

    /** @param names in the order of their ids */
    ItemVocabulary(List<String> names) {
        this.names = List.copyOf(names);
        for (String name : names) {
            if (ids.put(name, ids.size()) != null) {
                throw new IllegalArgumentException("items: expected each once but got '" + name + "' twice");
            }
        }
    }

    /** The items of sessions to train on. */
    static ItemVocabulary of(Collection<ClickSession> training) {
        Map<String, Integer> clicks = new HashMap<>();
        training.forEach(session -> session.items().forEach(item -> clicks.merge(item, 1, Integer::sum)));
        return new ItemVocabulary(clicks.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList());
    }

    /** In the order of their ids; the constructor makes the same vocabulary of it. */
    List<String> names() {
        return names;
    }

    int size() {
        return names.size();
    }

    /** The id of an item, or {@link #UNKNOWN}. */
    int id(String name) {
        return ids.getOrDefault(name, UNKNOWN);
    }

    /** The item of an id. */
    String name(int id) {
        return names.get(id);
    }

    /** The ids of those items that are known. */
    int[] encode(List<String> items) {
        return items.stream().mapToInt(this::id).filter(id -> id != UNKNOWN).toArray();
    }
}
