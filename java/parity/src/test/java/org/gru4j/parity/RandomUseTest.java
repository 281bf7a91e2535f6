package org.gru4j.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.gru4j.tensor.DirectMemory;
import org.gru4j.tensor.InsufficientMemoryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program whose live objects fit into memory always gets memory, however many objects it has forgotten instead of
 * closed. The program runs for {@code -Dgru4j.random.seconds}, by default 10, with the seed {@code
 * -Dgru4j.random.seed}. Its output is in {@code target/random-use.txt}.
 */
class RandomUseTest {
    /**
     * Runs threads that open, use, close and forget objects. It ends when the seconds of the first argument are over,
     * and the forgotten memory is twice as much as the JVM may have at a time.
     */
    public static final class Program {
        private static final int THREADS = 3;
        private static final int MOST = 8;
        private static final double FORGOTTEN = 0.2;
        /** After this many steps, a large object is forgotten. */
        private static final int LARGE = 6;

        private static final AtomicLong MADE = new AtomicLong();
        private static final AtomicLong USED = new AtomicLong();
        private static final AtomicLong CLOSED = new AtomicLong();
        private static final AtomicLong DROPPED = new AtomicLong();
        private static final AtomicLong REFUSED = new AtomicLong();
        private static final AtomicLong OUT_OF_MEMORY = new AtomicLong();
        private static final AtomicLong WRONG = new AtomicLong();
        private static final AtomicLong FAILED = new AtomicLong();
        /** A lower bound for the forgotten memory. */
        private static final AtomicLong FORGOTTEN_BYTES = new AtomicLong();

        private Program() {}

        public static void main(String[] arguments) throws InterruptedException, IOException {
            long end = System.nanoTime() + Long.parseLong(arguments[0]) * 1_000_000_000L;
            List<Thread> threads = new ArrayList<>();
            for (int k = 0; k < THREADS; k++) {
                Random random = new Random(Long.parseLong(arguments[1]) * THREADS + k);
                threads.add(new Thread(() -> work(random, end)));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            System.out.println("resident " + residentMegabytes() + " MiB");
            System.out.printf(
                    "made %s, used %s, closed %s, forgotten %s of %s MiB%n",
                    MADE, USED, CLOSED, DROPPED, FORGOTTEN_BYTES.get() >> 20);
            System.out.printf(
                    "refused %s, out of memory %s, wrong %s, failed %s%n", REFUSED, OUT_OF_MEMORY, WRONG, FAILED);
        }

        private static long residentMegabytes() throws IOException {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                    .findFirst()
                    .orElseThrow();
        }

        private static void work(Random random, long end) {
            List<RandomUse> open = new ArrayList<>();
            while (System.nanoTime() < end || FORGOTTEN_BYTES.get() < 2 * DirectMemory.limit()) {
                attempt(() -> step(random, open));
            }
            open.forEach(RandomUse::close);
        }

        private static void step(Random random, List<RandomUse> open) {
            int choice = random.nextInt(MOST);
            if (random.nextInt(LARGE) == 0) {
                forget(RandomUse.large(), random);
            } else if (choice >= open.size()) {
                open.add(RandomUse.draw(random));
                MADE.incrementAndGet();
            } else if (random.nextInt(3) > 0) {
                USED.incrementAndGet();
                WRONG.addAndGet(open.get(choice).use(random) ? 0 : 1);
            } else if (random.nextDouble() < FORGOTTEN) {
                forget(open.remove(choice), random);
            } else {
                CLOSED.incrementAndGet();
                open.remove(choice).close();
            }
        }

        private static void forget(RandomUse use, Random random) {
            WRONG.addAndGet(use.use(random) ? 0 : 1);
            DROPPED.incrementAndGet();
            FORGOTTEN_BYTES.addAndGet(use.bytes());
        }

        private static void attempt(Runnable action) {
            try {
                action.run();
            } catch (InsufficientMemoryException e) {
                count(REFUSED, e);
            } catch (OutOfMemoryError e) {
                count(OUT_OF_MEMORY, e);
            } catch (RuntimeException | Error e) {
                count(FAILED, e);
            }
        }

        private static void count(AtomicLong counter, Throwable thrown) {
            if (counter.incrementAndGet() <= 3) {
                thrown.printStackTrace();
            }
        }
    }

    @TempDir
    Path directory;

    /** Sets only the size of the heap, from which the JVM derives its limit of direct memory. */
    @Test
    void nobodyIsRefusedMemory() throws IOException, InterruptedException {
        String printed = ChildJvm.run(
                directory,
                List.of("-Xmx512m"),
                Program.class,
                System.getProperty("gru4j.random.seconds", "10"),
                System.getProperty("gru4j.random.seed", "1"));
        List<String> lines = printed.lines().toList();
        Files.writeString(Path.of("target", "random-use.txt"), printed);
        assertEquals("refused 0, out of memory 0, wrong 0, failed 0", lines.get(lines.size() - 1), printed);
    }
}
