package org.gru4j.checkpoint;

import static org.gru4j.testing.Messages.assertMentions;
import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.gru4j.file.WriteFailedException;
import org.gru4j.model.ModelWeights;
import org.gru4j.model.Sequential;
import org.gru4j.safetensors.SafeTensors;
import org.gru4j.testing.Way;
import org.gru4j.train.Trainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checkpoints that come from streams and arrays, and go to streams. */
class CheckpointStreamTest {
    private static final IOException BROKEN = new IOException("the connection broke");

    @TempDir
    private Path directory;

    /** A stream that somebody else closes. */
    private static final class Sink extends ByteArrayOutputStream {
        private int flushed = -1;

        @Override
        public void flush() {
            flushed = size();
        }

        @Override
        public void close() {
            throw new AssertionError("closed");
        }
    }

    private static byte[] training(long steps) {
        try (Sequential model = SmallRun.model(1);
                Trainer trainer = SmallRun.trainer(model, SmallRun.ADAM)) {
            SmallRun.fit(trainer, steps);
            Sink sink = new Sink();
            Checkpoint.save(sink, trainer, Map.of("vocabulary", "abcde"));
            assertEquals(sink.size(), sink.flushed);
            return sink.toByteArray();
        }
    }

    private static byte[] model() {
        try (Sequential model = SmallRun.model(5)) {
            Sink sink = new Sink();
            Checkpoint.save(sink, ModelWeights.of(model), Map.of());
            return sink.toByteArray();
        }
    }

    private static InputStream broken() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw BROKEN;
            }
        };
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(directory.resolve("model.safetensors"), bytes);
    }

    @Test
    void aStreamGetsTheBytesOfAFile() throws IOException {
        Path file = directory.resolve("weights.safetensors");
        try (Sequential model = SmallRun.model(5)) {
            Checkpoint.save(file, ModelWeights.of(model), Map.of());
        }
        assertArrayEquals(Files.readAllBytes(file), model());
    }

    @ParameterizedTest
    @EnumSource
    void aTrainingGoesOnToTheSameBits(Way way) throws IOException {
        Path file = file(training(4));
        try (Sequential model = SmallRun.model(1);
                Trainer trainer = SmallRun.trainer(model, SmallRun.ADAM);
                Sequential other = SmallRun.model(9);
                Trainer resumed = SmallRun.trainer(other, SmallRun.ADAM);
                Checkpoint checkpoint = way.load(file)) {
            assertEquals(way.source(file), checkpoint.source());
            assertEquals("abcde", checkpoint.task("vocabulary"));
            SmallRun.fit(trainer);
            checkpoint.restore(resumed);
            SmallRun.fit(resumed);
            SmallRun.assertSame(SmallRun.everything(trainer), SmallRun.everything(resumed));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aModelAloneComesBack(Way way) throws IOException {
        try (Sequential model = SmallRun.model(5);
                Checkpoint checkpoint = way.load(file(model()));
                Sequential created = checkpoint.createModel(SmallRun.BACKEND)) {
            assertArrayEquals(
                    model.parameters().values().toArray(),
                    created.parameters().values().toArray());
        }
    }

    /** Cut off at every fiftieth of its length, the empty stream among them. */
    @Test
    void aStreamThatIsCutOffIsRefused() {
        byte[] whole = training(4);
        for (int k = 0; k < 50; k++) {
            byte[] part = Arrays.copyOf(whole, (int) ((long) whole.length * k / 50));
            assertMentions(
                    UncheckedIOException.class,
                    () -> Checkpoint.load(new ByteArrayInputStream(part)),
                    "stream: it ends at byte " + part.length + ", within the ",
                    ": truncated");
            assertMentions(UncheckedIOException.class, () -> Checkpoint.load(part), "bytes: ", "truncated");
        }
    }

    @Test
    void aStreamThatFailsOnItsWayIsTheCause() {
        byte[] whole = training(4);
        for (int k = 0; k < 50; k++) {
            InputStream part = new ByteArrayInputStream(whole, 0, (int) ((long) whole.length * k / 50));
            UncheckedIOException refused = assertThrows(
                    UncheckedIOException.class, () -> Checkpoint.load(new SequenceInputStream(part, broken())));
            assertEquals("stream: the connection broke", refused.getMessage());
            assertSame(BROKEN, refused.getCause());
        }
    }

    @Test
    void aStreamIsReadToItsEndAndStaysOpen() throws IOException {
        InputStream in = new ByteArrayInputStream(training(1)) {
            @Override
            public void close() {
                throw new AssertionError("closed");
            }
        };
        Checkpoint.load(in).close();
        assertEquals(-1, in.read());
    }

    @Test
    void whatFollowsIsRefusedAndNotRead() throws IOException {
        InputStream more = new ByteArrayInputStream(new byte[100]);
        InputStream in = new SequenceInputStream(new ByteArrayInputStream(model()), more);
        assertMentions(
                UncheckedIOException.class,
                () -> Checkpoint.load(in),
                "stream: expected ",
                "bytes of data but got more");
        assertEquals(99, more.available());
    }

    /** A header of 100 MB and 2⁵² bytes of numbers, neither of which come. */
    @Test
    void whatIsOnlyAnnouncedTakesNoMemory() {
        byte[] header = ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(90_000_000)
                .array();
        assertMentions(
                UncheckedIOException.class,
                () -> SafeTensors.read(new ByteArrayInputStream(header)),
                "stream: it ends at byte 12, within the header: truncated");
        byte[] text = ("{\"x\":{\"dtype\":\"F32\",\"shape\":[" + (1L << 50) + "],\"data_offsets\":[0," + (1L << 52)
                        + "]}}")
                .getBytes(StandardCharsets.UTF_8);
        byte[] data = ByteBuffer.allocate(8 + text.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .array();
        assertMentions(
                UncheckedIOException.class,
                () -> SafeTensors.read(new ByteArrayInputStream(data)),
                "stream: the header describes " + (1L << 32) + " MiB, which must be kept in memory, but Java may use ");
        long before = allocated();
        for (int k = 0; k < 20; k++) {
            assertThrows(UncheckedIOException.class, () -> SafeTensors.read(new ByteArrayInputStream(header)));
        }
        assertTrue(allocated() - before < 20 << 20, "a megabyte each, at most");
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    @Test
    void aStreamThatTakesNoMoreIsTheCause() {
        try (Sequential model = SmallRun.model(5)) {
            OutputStream full = new OutputStream() {
                private int left = 2000;

                @Override
                public void write(int value) throws IOException {
                    if (left-- == 0) {
                        throw BROKEN;
                    }
                }
            };
            WriteFailedException failed = assertThrows(
                    WriteFailedException.class, () -> Checkpoint.save(full, ModelWeights.of(model), Map.of()));
            assertEquals("stream: could not be written: the connection broke", failed.getMessage());
            assertSame(BROKEN, failed.getCause());
        }
    }

    @Test
    void theArrayMayChangeAfterwards() {
        byte[] bytes = model();
        try (Sequential model = SmallRun.model(5);
                Checkpoint checkpoint = Checkpoint.load(bytes)) {
            Arrays.fill(bytes, (byte) 1);
            assertArrayEquals(
                    model.parameters().value("embedding.W").toArray(),
                    checkpoint.weights().values("embedding.W"));
        }
    }

    @Test
    void errorsNameTheStream() {
        assertSays(
                UncheckedIOException.class,
                "bytes: metadata 'task.corpus' is missing",
                () -> Checkpoint.load(model()).task("corpus"));
        assertMentions(
                UncheckedIOException.class,
                () -> Checkpoint.load(Way.slowly(new byte[0])),
                "stream: it ends at byte 0, within the header's length: truncated");
    }
}
