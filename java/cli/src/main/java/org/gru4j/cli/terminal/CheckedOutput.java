package org.gru4j.cli.terminal;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.gru4j.file.WriteFailedException;

/**
 * A stream whose failures can't be overlooked. It throws {@link WriteFailedException} instead of {@link IOException},
 * because a {@link java.io.PrintWriter} swallows the latter.
 */
public final class CheckedOutput extends FilterOutputStream {
    private final String name;

    /**
     * Wraps a stream.
     *
     * @param name the stream's name in error messages, such as standard output
     */
    public CheckedOutput(OutputStream out, String name) {
        super(out);
        this.name = name;
    }

    /**
     * Writes a byte.
     *
     * @throws WriteFailedException if it can't be written
     */
    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    /**
     * Writes bytes.
     *
     * @throws WriteFailedException if they can't be written
     */
    @Override
    public void write(byte[] bytes, int from, int length) {
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Flushes the stream.
     *
     * @throws WriteFailedException if buffered bytes can't be written
     */
    @Override
    public void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private WriteFailedException failed(IOException e) {
        return WriteFailedException.of(name, e);
    }
}
