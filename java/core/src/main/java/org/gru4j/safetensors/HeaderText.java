package org.gru4j.safetensors;

import java.nio.charset.StandardCharsets;
import org.gru4j.file.Excerpt;

/** The bytes of a UTF-8 text. Positions are counted in chars, as a parser does. */
record HeaderText(byte[] bytes) {
    /** Returns the index of the byte where the {@code at}-th char begins. */
    int byteOf(long at) {
        int k = 0;
        for (long chars = 0; k < bytes.length && chars < at; k++) {
            while (k + 1 < bytes.length && isContinuation(bytes[k + 1])) {
                k++;
            }
            chars += width(k);
        }
        return k;
    }

    /**
     * Returns the number of chars of the character whose last byte is at {@code last}: two if it has four bytes, else
     * one.
     */
    private int width(int last) {
        return last >= 3 && (bytes[last - 3] & 0xf8) == 0xf0 && isContinuation(bytes[last - 2]) ? 2 : 1;
    }

    private static boolean isContinuation(byte b) {
        return (b & 0xc0) == 0x80;
    }

    /** Returns chars {@code from … to-1}, cut to the length of an {@link Excerpt}. */
    String quote(long from, long to) {
        int start = byteOf(from);
        int enough = (int) Math.min(to - from, 2L * Excerpt.MAX_LENGTH);
        int end = start;
        for (int k = 0; k < enough && end < bytes.length; k++) {
            end++;
            while (end < bytes.length && isContinuation(bytes[end])) {
                end++;
            }
        }
        return Excerpt.of(new String(bytes, start, end - start, StandardCharsets.UTF_8));
    }
}
