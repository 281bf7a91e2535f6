package org.gru4j.golden;

import java.util.List;

/** Which ways a layer runs over its sequence. */
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

    /** What PyTorch appends to the parameters' names, one for each pass over the sequence, in PyTorch's order. */
    List<String> suffixes() {
        return suffixes;
    }

    /** D. */
    int count() {
        return suffixes.size();
    }

    /** Whether the pass whose parameters end in {@code suffix} runs right to left. */
    static boolean isReverse(String suffix) {
        return !suffix.isEmpty();
    }
}
