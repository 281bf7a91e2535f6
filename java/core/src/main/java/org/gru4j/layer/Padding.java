package org.gru4j.layer;

/** What windows over steps read before the first and after the last valid step of a sequence. */
public enum Padding {
    /** Nothing: only complete windows are computed. */
    VALID,
    /** Zeros on both sides, so that with stride 1 there are as many outputs as steps. */
    SAME,
    /** Zeros before the first step only, so that no output depends on a later step. */
    CAUSAL
}
