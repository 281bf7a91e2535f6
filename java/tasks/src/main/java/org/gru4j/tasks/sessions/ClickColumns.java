package org.gru4j.tasks.sessions;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table that contain a click's session, item and time.
 *
 * @param session the column's header, or null to find it: session, sessionid, user or userid, ignoring case, blanks,
 *     hyphens and underscores
 * @param item or null to find it: item, itemid, product, productid
 * @param time or null to find it: time, timestamp, date, datetime
 */
public record ClickColumns(
        @Nullable String session,
        @Nullable String item,
        @Nullable String time) {
    /** Finds all three columns. */
    public static final ClickColumns ANY = new ClickColumns(null, null, null);

    private static final Set<String> SESSION = Set.of("session", "sessionid", "user", "userid");
    private static final Set<String> ITEM = Set.of("item", "itemid", "product", "productid");
    private static final Set<String> TIME = Set.of("time", "timestamp", "date", "datetime");

    /** The names exactly as in a header. */
    record InHeader(String session, String item, String time) {}

    /**
     * Finds the columns in a header.
     *
     * @throws IllegalArgumentException if a column is missing or ambiguous
     */
    InHeader in(List<String> header) {
        InHeader found = new InHeader(
                find("session", session, SESSION, header),
                find("item", item, ITEM, header),
                find("time", time, TIME, header));
        if (Stream.of(found.session, found.item, found.time).distinct().count() < 3) {
            throw new IllegalArgumentException("session, item and time: expected three columns but got " + found.session
                    + ", " + found.item + ", " + found.time);
        }
        return found;
    }

    private static String find(String what, @Nullable String name, Set<String> names, List<String> header) {
        List<String> matches = header.stream()
                .filter(Objects::nonNull)
                .filter(column -> name == null ? names.contains(plain(column)) : column.equals(name))
                .toList();
        if (matches.size() != 1) {
            throw new IllegalArgumentException("column of the " + what + ": expected "
                    + (name == null ? "a name like '" + what + "'" : "'" + name + "'") + " but got "
                    + (matches.isEmpty() ? "none" : String.join(", ", matches)) + " in the header "
                    + String.join(", ", header));
        }
        return matches.get(0);
    }

    private static String plain(String column) {
        return column.toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
    }
}
