package org.gru4j.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.gru4j.cli.terminal.CheckedOutput;

/** The entry point of the program. */
public final class Main {
    private Main() {}

    /** Runs a command and exits with its {@linkplain org.gru4j.cli.terminal.ExitCode code}. */
    public static void main(String[] args) {
        System.setProperty("java.awt.headless", "true");
        OutputStream out = new CheckedOutput(new FileOutputStream(FileDescriptor.out), "standard output");
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code = Cli.run(new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), true), err, args);
        err.flush();
        System.exit(code);
    }
}
