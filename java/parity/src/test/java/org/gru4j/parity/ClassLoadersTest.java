package org.gru4j.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Backends;
import org.gru4j.layer.LayerSpec;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Predictor;
import org.gru4j.model.Sequential;
import org.gru4j.optim.OptimizerSpec;
import org.gru4j.recurrent.GruSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** gru4j in several class loaders of a JVM, at once and one after the other, as containers have their applications. */
class ClassLoadersTest {
    private static final String LIBRARY = "org/gru4j/onednn/linux-x86_64/libjnigru4j.so";
    private static final String LIST = "org/gru4j/onednn/linux-x86_64/libraries.sha256";

    /** What is deployed; each class loader has its own. */
    public static final class Application {
        private Application() {}

        /** Predicts with both backends. */
        public static String use() {
            return predict(Backends.named("onednn", 2)) + " " + predict(Backends.named("reference", 1));
        }

        private static String predict(Backend backend) {
            ModelSpec spec = ModelSpec.of(LayerSpec.gru(GruSpec.of(8, 16)), LayerSpec.dense(16, 2));
            try (Sequential model = new Sequential(spec, backend, 1);
                    Predictor predictor = new Predictor(model)) {
                float sum = 0;
                for (float[] y : predictor.predict(new float[][][] {{new float[8], {1, 2, 3, 4, 5, 6, 7, 8}}})[0]) {
                    sum += y[0] - y[1];
                }
                return String.format("%s %.3f", backend.name(), sum);
            }
        }

        public static void shutDown() {
            Backends.shutdown();
        }

        public static void endJavaCppThread() throws ReflectiveOperationException {
            Class.forName("org.bytedeco.javacpp.Pointer")
                    .getMethod("interruptDeallocatorThread")
                    .invoke(null);
        }
    }

    /**
     * Deploys ten times, with JavaCPP where the argument says. Prints the results, and the number of class loaders that
     * are not collected.
     */
    public static final class Redeployments {
        private static final int COUNT = 10;

        private Redeployments() {}

        public static void main(String[] arguments) throws Exception {
            boolean javaCppAbove = arguments[0].equals("above");
            List<URL> above = urls(name -> javaCppAbove && name.startsWith("javacpp-"));
            List<URL> inside = urls(name -> !javaCppAbove || !name.startsWith("javacpp-"));
            ClassLoader parent = new URLClassLoader(above.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
            List<WeakReference<ClassLoader>> deployed = new ArrayList<>();
            for (int k = 0; k < COUNT; k++) {
                deployed.add(deploy(inside, parent, !javaCppAbove));
            }
            // up to Java 23, JavaCPP's thread keeps the class loader that started it alive; if JavaCPP is above the
            // class loaders, that is the first one
            deployed.remove(0);
            long alive = COUNT;
            for (int k = 0; k < 100 && alive > 0; k++) {
                System.gc();
                Thread.sleep(20);
                alive = deployed.stream().filter(loader -> loader.get() != null).count();
            }
            System.out.println("alive " + alive);
        }

        private static WeakReference<ClassLoader> deploy(List<URL> urls, ClassLoader parent, boolean endJavaCppThread)
                throws Exception {
            try (URLClassLoader loader = new URLClassLoader(urls.toArray(new URL[0]), parent)) {
                Thread.currentThread().setContextClassLoader(loader);
                Class<?> application = loader.loadClass(Application.class.getName());
                System.out.println(application.getMethod("use").invoke(null));
                application.getMethod("shutDown").invoke(null);
                if (endJavaCppThread) {
                    application.getMethod("endJavaCppThread").invoke(null);
                }
                return new WeakReference<>(loader);
            } finally {
                Thread.currentThread().setContextClassLoader(null);
            }
        }
    }

    /** One deployment for each argument, a directory or jar that goes before the class path; all at once. */
    public static final class Neighbours {
        private Neighbours() {}

        public static void main(String[] arguments) throws Exception {
            List<Class<?>> applications = new ArrayList<>();
            for (String argument : arguments) {
                List<URL> urls =
                        new ArrayList<>(List.of(Path.of(argument).toUri().toURL()));
                urls.addAll(urls(name -> true));
                ClassLoader loader = new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
                applications.add(loader.loadClass(Application.class.getName()));
            }
            for (int round = 0; round < 2; round++) {
                for (Class<?> application : applications) {
                    System.out.println(application.getMethod("use").invoke(null));
                }
            }
        }
    }

    private interface Names {
        boolean have(String name);
    }

    private static List<URL> urls(Names names) throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry);
            if (names.have(path.getFileName().toString())) {
                urls.add(path.toUri().toURL());
            }
        }
        return urls;
    }

    @TempDir
    Path directory;

    private Path libraries() {
        return directory.resolve("libraries");
    }

    private List<String> options() {
        return List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-Dgru4j.native.dir=" + libraries());
    }

    private static String expected() {
        return Application.use();
    }

    /** Returns the output without log messages. */
    private static List<String> lines(String printed) {
        return printed.lines()
                .filter(line -> line.startsWith("onednn") || line.startsWith("alive"))
                .toList();
    }

    @Test
    void afterAShutdownAClassLoaderGoesAndTheNextOneUsesTheSameLibrary() throws Exception {
        List<String> expected = new ArrayList<>(Collections.nCopies(Redeployments.COUNT, expected()));
        expected.add("alive 0");
        assertEquals(expected, lines(ChildJvm.run(directory, options(), Redeployments.class, "above")));
    }

    @Test
    void withJavaCppInsideItsThreadIsAllThatKeepsAClassLoader() throws Exception {
        List<String> expected = new ArrayList<>(Collections.nCopies(Redeployments.COUNT, expected()));
        expected.add("alive 0");
        assertEquals(expected, lines(ChildJvm.run(directory, options(), Redeployments.class, "inside")));
    }

    @Test
    void neighboursHaveEachTheirCopyOfTheSameLibrary() throws Exception {
        String nothing = Files.createDirectory(directory.resolve("nothing")).toString();
        String printed = ChildJvm.run(directory, options(), Neighbours.class, nothing, nothing, nothing);
        assertEquals(Collections.nCopies(6, expected()), lines(printed));
        assertEquals(3, copiesOfLibrary(), "the first and two more");
    }

    @Test
    void neighboursMayHaveOtherLibraries() throws Exception {
        Path other = directory.resolve("other");
        writeOtherLibrary(other);
        String nothing = Files.createDirectory(directory.resolve("nothing")).toString();
        String printed = ChildJvm.run(directory, options(), Neighbours.class, nothing, other.toString());
        assertEquals(Collections.nCopies(4, expected()), lines(printed));
        assertEquals(2, copiesOfLibrary());
    }

    private long copiesOfLibrary() throws IOException {
        try (Stream<Path> files = Files.walk(libraries())) {
            return files.filter(file -> file.endsWith("libjnigru4j.so")).count();
        }
    }

    /** Appends a byte to the library, as if it belonged to another version of gru4j. */
    private static void writeOtherLibrary(Path root) throws Exception {
        Path library = root.resolve(LIBRARY);
        Files.createDirectories(library.getParent());
        ClassLoader loader = ClassLoadersTest.class.getClassLoader();
        try (InputStream in = loader.getResourceAsStream(LIBRARY);
                InputStream list = loader.getResourceAsStream(LIST)) {
            Files.copy(in, library);
            Files.write(library, new byte[1], StandardOpenOption.APPEND);
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(library)));
            Files.writeString(
                    root.resolve(LIST),
                    new String(list.readAllBytes())
                            .lines()
                            .map(line -> line.endsWith(LIBRARY) ? hash + "  " + LIBRARY : line)
                            .collect(Collectors.joining("\n")));
        }
    }

    /** Uses everything after a shutdown, and prints the errors. */
    public static final class UseAfterShutdown {
        private UseAfterShutdown() {}

        public static void main(String[] arguments) {
            for (String name : List.of("onednn", "reference")) {
                Backends.named(name, 1);
            }
            Backend backend = Backends.named(arguments[0], 1);
            ModelSpec spec = ModelSpec.of(LayerSpec.gru(GruSpec.of(2, 3)), LayerSpec.dense(3, 2));
            Sequential model = new Sequential(spec, backend, 1);
            Predictor predictor = new Predictor(model);
            float[][][] x = {{{1, 2}}};
            predictor.predict(x);
            Backends.shutdown();
            Backends.shutdown();
            refused("best", () -> Backends.best(1));
            refused("named", () -> Backends.named(arguments[0], 1));
            refused("predict", () -> predictor.predict(x));
            refused("allocate", () -> backend.allocate(1));
            refused("model", () -> new Sequential(spec, backend, 1));
            refused(
                    "optimizer",
                    () -> new OptimizerSpec.Adam().create(model.parameters()).step(1e-3));
            predictor.close();
            model.close();
            System.out.println("closed");
        }

        private static void refused(String what, Runnable use) {
            try {
                use.run();
                System.out.println(what + " was done");
            } catch (IllegalStateException e) {
                System.out.println(
                        what + ": " + e.getMessage().substring(0, e.getMessage().indexOf(',')));
            }
        }
    }

    @Test
    void afterAShutdownUseIsRefusedAndClosingIsNot() throws Exception {
        for (String backend : List.of("onednn", "reference")) {
            String printed = ChildJvm.run(directory, options(), UseAfterShutdown.class, backend);
            String refusal = ": gru4j was shut down by Backends.shutdown()\n";
            assertEquals(
                    String.join(refusal, "best", "named", "predict", "allocate", "model", "optimizer", "") + "closed\n",
                    printed);
        }
    }
}
