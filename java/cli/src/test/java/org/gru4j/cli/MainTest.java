package org.gru4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.gru4j.cli.terminal.ExitCode;
import org.junit.jupiter.api.Test;

class MainTest {
    @Test
    void errorsAreUtf8WhateverTheDefaultCharsetIs() throws Exception {
        ProcessBuilder program = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dfile.encoding=ISO-8859-1",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "träin");
        program.environment().put("LC_ALL", "C.UTF-8"); // what arguments are decoded with
        Process process = program.start();
        String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(TrainingProcess.PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertEquals(ExitCode.BAD_INPUT, process.exitValue());
        assertTrue(errors.contains("träin"), errors);
    }
}
