package org.gru4j.safetensors;

import java.nio.charset.StandardCharsets;
import org.gru4j.file.Excerpt;

/** The bytes of a text in UTF-8, quoted by the places of its characters, as a parser counts them. */
record HeaderText(byte[] bytes) {
    /** Where the {@code at}-th char begins, in bytes. */
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

    /** Chars of the character whose last byte is that one: two if it has four bytes. */
    private int width(int last) {
        return last >= 3 && (bytes[last - 3] & 0xf8) == 0xf0 && isContinuation(bytes[last - 2]) ? 2 : 1;
    }

    private static boolean isContinuation(byte b) {
        return (b & 0xc0) == 0x80;
    }

    /** Chars {@code from … to-1}, or as much of them as anybody wants to read. */
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
