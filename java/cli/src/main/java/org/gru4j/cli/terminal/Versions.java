package org.gru4j.cli.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Versions recorded by the build. */
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

    /** Returns the version of gru4j. */
    public static String gru4j() {
        return VERSIONS.getProperty("gru4j");
    }
}
