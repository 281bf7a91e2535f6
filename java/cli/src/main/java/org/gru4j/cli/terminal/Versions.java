package org.gru4j.cli.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Versions that the build wrote down. */
public final class Versions {
    private static final Properties VERSIONS = load();

    private Versions() {}

    private static Properties load() {
        Properties versions = new Properties();
        try (InputStream in = Versions.class.getResourceAsStream("versions.properties")) {
            versions.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("versions.properties: can't be read", e);
        }
        return versions;
    }

    /** This library's. */
    public static String gru4j() {
        return VERSIONS.getProperty("gru4j");
    }
}
