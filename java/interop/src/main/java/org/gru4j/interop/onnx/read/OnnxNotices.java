package org.gru4j.interop.onnx.read;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects the notices of an import, each once. Not thread-safe: it belongs to one import. */
public final class OnnxNotices {
    private final Set<String> notices = new LinkedHashSet<>();

    void add(String notice) {
        notices.add(notice);
    }

    public List<String> list() {
        return new ArrayList<>(notices);
    }
}
