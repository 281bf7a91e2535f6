package org.gru4j.tasks.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.gru4j.tasks.data.InputFiles;
import org.gru4j.tensor.InsufficientMemoryException;

/**
 * Reads text and splits it. Of ten or more files, every tenth in the order of names is held out. Of fewer files, the
 * last tenth of the text is held out.
 */
public final class CorpusReader {
    /** Every n-th file, or 1/n of the text, is held out. */
    private static final int HOLD_OUT = 10;
    /** Bytes of Java heap per byte of text: for the string, the ids, and temporary copies. */
    private static final int HEAP_PER_BYTE = 10;

    private static final String BUILT_IN_FILE = "org/apache/commons/lang3/StringUtils.java";

    private CorpusReader() {}

    /**
     * Returns the Java sources of Apache Commons Lang, from the jar that Maven put on the class path. They are under
     * the Apache License 2.0 and not part of this project.
     */
    public static Corpus builtIn() {
        SortedMap<String, String> texts = new TreeMap<>();
        URL url = CorpusReader.class.getClassLoader().getResource(BUILT_IN_FILE);
        if (url == null) {
            throw new IllegalArgumentException(
                    "corpus: the sources of commons-lang3 are not on the class path; choose a text with --corpus");
        }
        try (JarFile jar = ((JarURLConnection) url.openConnection()).getJarFile()) {
            for (JarEntry entry :
                    jar.stream().filter(e -> e.getName().endsWith(".java")).toList()) {
                try (InputStream in = jar.getInputStream(entry)) {
                    texts.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("corpus " + url + ": can't be read: " + e.getMessage(), e);
        }
        return split("Java sources of Apache Commons Lang " + builtInVersion() + " (Apache-2.0)", "", texts, 0);
    }

    private static String builtInVersion() {
        Properties properties = new Properties();
        try (InputStream in = CorpusReader.class.getResourceAsStream("corpus.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("corpus.properties: can't be read", e);
        }
        return properties.getProperty("commons-lang3");
    }

    /**
     * Reads a text file in UTF-8, or all text files below a directory. Hidden files and files that are not text are
     * ignored.
     *
     * @throws UncheckedIOException if something can't be read
     * @throws IllegalArgumentException if there is no text, or not enough
     */
    public static Corpus read(Path path) {
        SortedMap<String, String> texts = new TreeMap<>();
        int skipped = 0;
        try {
            List<Path> files = Files.isDirectory(path) ? InputFiles.below(path) : List.of(path);
            requireMemory(path, files);
            for (Path file : files) {
                Optional<String> text = text(file);
                text.ifPresent(value -> texts.put(path.relativize(file).toString(), value));
                skipped += text.isPresent() ? 0 : 1;
            }
        } catch (IOException e) {
            throw InputFiles.unreadable("corpus", path, e);
        }
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("corpus " + path + ": expected text in UTF-8 but "
                    + (Files.isDirectory(path) ? "none of its " + skipped + " files is" : "it is not"));
        }
        return split(path.toString(), path.toAbsolutePath().normalize().toString(), texts, skipped);
    }

    private static void requireMemory(Path path, List<Path> files) throws IOException {
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        long needed = bytes * HEAP_PER_BYTE;
        long limit = Runtime.getRuntime().maxMemory();
        if (needed > limit) {
            throw new InsufficientMemoryException("corpus " + path + ": its " + (bytes >> 20) + " MiB need about "
                    + (needed >> 20) + " MiB of Java heap, but the limit is " + (limit >> 20)
                    + " MiB (raise it with JDK_JAVA_OPTIONS=-Xmx…)");
        }
    }

    /** Returns the file's text; empty if it is not UTF-8 or contains bytes that do not occur in text. */
    private static Optional<String> text(Path file) throws IOException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
            return text.indexOf('\0') < 0 ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static Corpus split(String description, String location, SortedMap<String, String> texts, int skipped) {
        StringBuilder training = new StringBuilder();
        StringBuilder heldOut = new StringBuilder();
        int index = 0;
        for (String text : texts.values()) {
            boolean held = texts.size() >= HOLD_OUT && index++ % HOLD_OUT == HOLD_OUT - 1;
            (held ? heldOut : training).append(text);
        }
        if (texts.size() < HOLD_OUT) {
            int characters = training.codePointCount(0, training.length());
            int cut = training.offsetByCodePoints(0, characters - characters / HOLD_OUT);
            heldOut.append(training, cut, training.length());
            training.setLength(cut);
        }
        return new Corpus(description, location, training.toString(), heldOut.toString(), texts.size(), skipped);
    }
}
