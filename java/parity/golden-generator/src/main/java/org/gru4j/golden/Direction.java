package org.gru4j.golden;

import java.util.List;

/** The directions in which a layer reads a sequence. */
enum Direction {
    FORWARD("", List.of("")),
    REVERSE("_reverse", List.of("_reverse")),
    BIDIRECTIONAL("_bi", List.of("", "_reverse"));

    private final String fileNamePart;
    private final List<String> suffixes;

    Direction(String fileNamePart, List<String> suffixes) {
        this.fileNamePart = fileNamePart;
        this.suffixes = suffixes;
    }

    String fileNamePart() {
        return fileNamePart;
    }

    /**
     * Returns the suffixes that PyTorch appends to the names of parameters, one for each direction, in PyTorch's order.
     */
    List<String> suffixes() {
        return suffixes;
    }

    /** Returns the number of directions D. */
    int count() {
        return suffixes.size();
    }

    /** Returns whether the direction whose parameters end in {@code suffix} reads from the last step to the first. */
    static boolean isReverse(String suffix) {
        return !suffix.isEmpty();
    }
}
