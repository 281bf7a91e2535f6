package org.gru4j.cli.terminal;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.gru4j.file.WriteFailedException;

/**
 * A stream whose failures nobody can overlook: they are no {@link IOException}s, which a {@link java.io.PrintWriter}
 * keeps to itself.
 */
public final class CheckedOutput extends FilterOutputStream {
    private final String name;

    /** @param name for errors: standard output */
    public CheckedOutput(OutputStream out, String name) {
        super(out);
        this.name = name;
    }

    /** @throws WriteFailedException if it can't be written */
    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    /** @throws WriteFailedException if they can't be written */
    @Override
    public void write(byte[] bytes, int from, int length) {
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** @throws WriteFailedException if what was written before can't be */
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
