package org.gru4j.tasks.sessions;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The items that a model knows, each with an id. Ids begin with 0 and are ordered by the number of clicks in training,
 * most clicks first, then by name.
 */
final class ItemVocabulary {
    /** The id of unknown items. */
    static final int UNKNOWN = -1;

    private final List<String> names;
    private final Map<String, Integer> ids = new HashMap<>();

    /**
     * Creates a vocabulary.
     *
     * @param names in the order of their ids
     */
    ItemVocabulary(List<String> names) {
        this.names = List.copyOf(names);
        for (String name : names) {
            if (ids.put(name, ids.size()) != null) {
                throw new IllegalArgumentException("items: expected each once but got '" + name + "' twice");
            }
        }
    }

    /** Returns the vocabulary of training sessions. */
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

    /** Returns the names in the order of their ids. The constructor restores the vocabulary from them. */
    List<String> names() {
        return names;
    }

    int size() {
        return names.size();
    }

    /** Returns the id of an item, or {@link #UNKNOWN}. */
    int id(String name) {
        return ids.getOrDefault(name, UNKNOWN);
    }

    /** Returns the item of an id. */
    String name(int id) {
        return names.get(id);
    }

    /** Returns the ids of the known items; unknown items are dropped. */
    int[] encode(List<String> items) {
        return items.stream().mapToInt(this::id).filter(id -> id != UNKNOWN).toArray();
    }
}
