package org.gru4j.docs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/**
 * The Java blocks of a page in Markdown. A block that begins with a class or record is a source file, which the other
 * blocks can use; any other block is the body of a method. If the block after it is marked as text, that is what it must
 * print.
 *
 * <p>All blocks are compiled together. A line of a source file has the number that it has on the page, so that the
 * compiler's messages and stack traces name the place.
 */
final class JavaBlocks implements AutoCloseable {
    /** @param output that follows the block; null if none does */
    record Block(int line, List<String> lines, String output) {
        private static final Pattern TYPE =
                Pattern.compile("^(public |final |sealed |abstract )*(record|class|interface|enum) .*");

        boolean isTypes() {
            return lines.stream()
                    .filter(text -> !text.isBlank() && !text.startsWith("/**") && !text.startsWith(" *"))
                    .findFirst()
                    .map(text -> TYPE.matcher(text).matches())
                    .orElse(false);
        }

        String className() {
            return "Line" + line;
        }

        /** The block, with what it needs around it in the line above. */
        String source(String header) {
            String above = isTypes()
                    ? header
                    : header + "public class " + className() + " { public static void run() throws Exception {";
            return "\n".repeat(line - 2) + above + "\n" + String.join("\n", lines) + (isTypes() ? "" : "\n}}\n");
        }
    }

    private static final String JAVA = "```java";
    private static final String TEXT = "```text";
    private static final String END = "```";

    private final String page;
    private final List<Block> blocks;
    private final URLClassLoader loader;

    private JavaBlocks(String page, List<Block> blocks, URLClassLoader loader) {
        this.page = page;
        this.blocks = blocks;
        this.loader = loader;
    }

    /**
     * Reads and compiles a page.
     *
     * @param imports for all blocks
     * @param classes an empty directory for the compiled classes
     */
    static JavaBlocks compile(Path page, List<String> imports, Path classes) throws IOException {
        List<Block> blocks = read(Files.readAllLines(page));
        StringBuilder header = new StringBuilder();
        imports.forEach(name -> header.append("import ").append(name).append("; "));
        Path sources = Files.createDirectory(classes.resolve("sources"));
        List<Path> files = new ArrayList<>();
        for (Block block : blocks) {
            Path file = sources.resolve(block.className() + ".java");
            files.add(Files.writeString(file, block.source(header.toString())));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        List<String> options = List.of(
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-proc:none",
                "-Xlint:-options");
        boolean compiled = compiler.getTask(
                        null,
                        null,
                        problems,
                        options,
                        null,
                        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)
                                .getJavaFileObjectsFromPaths(files))
                .call();
        assertTrue(compiled, () -> messages(page, problems.getDiagnostics()));
        return new JavaBlocks(
                page.getFileName().toString(),
                blocks,
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, JavaBlocks.class.getClassLoader()));
    }

    private static String messages(Path page, List<Diagnostic<? extends JavaFileObject>> problems) {
        StringBuilder text = new StringBuilder("blocks that do not compile:");
        for (Diagnostic<?> problem : problems) {
            text.append(String.format(
                    "%n%s:%d: %s", page.getFileName(), problem.getLineNumber(), problem.getMessage(Locale.ROOT)));
        }
        return text.toString();
    }

    private static List<Block> read(List<String> page) {
        List<Block> blocks = new ArrayList<>();
        for (int k = 0; k < page.size(); k++) {
            if (page.get(k).equals(JAVA)) {
                int end = end(page, k);
                String output = null;
                if (end + 1 < page.size() && page.get(end + 1).equals(TEXT)) {
                    output = String.join("\n", page.subList(end + 2, end(page, end + 1)));
                }
                blocks.add(new Block(k + 2, page.subList(k + 1, end), output));
                k = end;
            }
        }
        return blocks;
    }

    private static int end(List<String> page, int begin) {
        for (int k = begin + 1; k < page.size(); k++) {
            if (page.get(k).equals(END)) {
                return k;
            }
        }
        throw new AssertionError("line " + (begin + 1) + ": a block without an end");
    }

    /** The blocks that run. */
    List<Block> statements() {
        return blocks.stream().filter(block -> !block.isTypes()).toList();
    }

    /** Runs a block, and returns what it prints. */
    String run(Block block) throws Exception {
        Method method = loader.loadClass(block.className()).getMethod("run");
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(out);
            method.invoke(null);
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8)
                .replace(System.lineSeparator(), "\n")
                .stripTrailing();
    }

    String page() {
        return page;
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
